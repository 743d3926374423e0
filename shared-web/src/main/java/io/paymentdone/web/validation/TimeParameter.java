package io.paymentdone.web.validation;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.time.Instant;
import java.util.List;

/** A time in a query: any that the database can hold. */
public final class TimeParameter {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private TimeParameter() {}

  /**
   * The time itself.
   *
   * @param name of the query's parameter
   * @throws ProblemException 400 unless it is of the years 1 to 9999
   */
  public static Instant check(String name, Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw ProblemException.invalid(
          List.of(new FieldProblem("?" + name, "out-of-range", "a time of the years 1 to 9999")));
    }
    return time;
  }
}
