package io.paymentdone.web.paging;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code limit}: how many items a page holds at most. */
public final class PageLimit {

  public static final int MAX = 100;
  public static final int DEFAULT = 20;

  /** Longer numbers are out of range anyway. */
  private static final int DIGITS_MAX = 3;

  private PageLimit() {}

  /**
   * Reads it; {@link #DEFAULT} when it is absent.
   *
   * @throws ProblemException 400 unless it is a number from 1 to {@link #MAX}
   */
  public static int parse(@Nullable String limit) {
    if (limit == null) {
      return DEFAULT;
    }
    boolean number =
        !limit.isEmpty()
            && limit.length() <= DIGITS_MAX
            && limit.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = number ? Integer.parseInt(limit) : 0;
    if (value < 1 || value > MAX) {
      throw ProblemException.invalid(
          List.of(new FieldProblem("?limit", "out-of-range", "a number from 1 to " + MAX)));
    }
    return value;
  }
}
