package io.paymentdone.console.traffic;

import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for test traffic.
 *
 * @param ratePerSecond payments per second, 1 to {@value #RATE_MAX}
 * @param users number of users, 1 to {@value #USERS_MAX}
 * @param hotUserShare share of the payments of one hot user, 0 to 1
 * @param seconds length of the run, 1 to {@value #SECONDS_MAX}
 */
record TrafficPlan(
    @Nullable Integer ratePerSecond,
    @Nullable Integer users,
    @Nullable Double hotUserShare,
    @Nullable Integer seconds) {

  static final int RATE_MAX = 200;
  static final int USERS_MAX = 500;
  static final int SECONDS_MAX = 600;

  /** The validated plan, with defaults for absent values. */
  Checked checked() {
    List<FieldProblem> problems = new ArrayList<>();
    int rate = within("/ratePerSecond", ratePerSecond, 20, RATE_MAX, problems);
    int spread = within("/users", users, 30, USERS_MAX, problems);
    int length = within("/seconds", seconds, 60, SECONDS_MAX, problems);
    double share = hotUserShare == null ? 0 : hotUserShare;
    if (!(share >= 0 && share <= 1)) {
      problems.add(new FieldProblem("/hotUserShare", "out-of-range", "a number from 0 to 1"));
    }
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    return new Checked(rate, spread, share, length);
  }

  private static int within(
      String pointer, @Nullable Integer value, int absent, int max, List<FieldProblem> problems) {
    int given = value == null ? absent : value;
    if (given < 1 || given > max) {
      problems.add(new FieldProblem(pointer, "out-of-range", "a whole number from 1 to " + max));
    }
    return given;
  }

  /** A validated plan. */
  record Checked(int ratePerSecond, int users, double hotUserShare, int seconds) {

    /** Total number of payments. */
    long payments() {
      return (long) ratePerSecond * seconds;
    }
  }
}
