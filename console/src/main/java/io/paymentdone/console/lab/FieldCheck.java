package io.paymentdone.console.lab;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the fields of a request. */
final class FieldCheck {

  private final List<FieldProblem> problems = new ArrayList<>();

  /** The value, or {@code absent} for null; it must be a whole number of the range. */
  int within(String pointer, @Nullable Integer value, int absent, int min, int max) {
    int given = value == null ? absent : value;
    if (given < min || given > max) {
      add(pointer, "out-of-range", "a whole number from " + min + " to " + max);
    }
    return given;
  }

  void add(String pointer, String code, String detail) {
    problems.add(new FieldProblem(pointer, code, detail));
  }

  /** Throws a 400 problem if anything is wrong. */
  void end() {
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
  }
}
