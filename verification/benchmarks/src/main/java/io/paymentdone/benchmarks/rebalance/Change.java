package io.paymentdone.benchmarks.rebalance;

import java.time.Duration;

/** What happens to the group, and how long it is watched. */
enum Change {
  /** With time for a slow start of the JVM. */
  JOIN("2 → 3 members", Duration.ofSeconds(45), 1.0),
  LEAVE("one leaves in order", Duration.ofSeconds(15), 1.0),
  KILL("one is killed", Duration.ofSeconds(30), 12.0),
  ROLLING("rolling restart of two", Duration.ofSeconds(60), 1.0);

  private final String title;
  private final Duration watched;
  private final double movedSecondsGoal;

  Change(String title, Duration watched, double movedSecondsGoal) {
    this.title = title;
    this.watched = watched;
    this.movedSecondsGoal = movedSecondsGoal;
  }

  String title() {
    return title;
  }

  Duration watched() {
    return watched;
  }

  double movedSecondsGoal() {
    return movedSecondsGoal;
  }
}
