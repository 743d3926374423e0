package io.paymentdone.localstack;

import java.time.Duration;
import java.util.Optional;

/**
 * When a process that ended by itself is started again: after 1, 2, 4, … 30 s. One that ran for a
 * minute starts over; one that ends sooner ten times in a row is given up.
 */
final class BackOff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final int TRIES_MAX = 10;

  private int triesInARow;
  private int restarts;

  /**
   * How long to wait; empty when it is given up.
   *
   * @param ran how long the process was ready before it ended
   */
  synchronized Optional<Duration> next(Duration ran) {
    if (ran.compareTo(STEADY) >= 0) {
      triesInARow = 0;
    }
    if (triesInARow == TRIES_MAX) {
      return Optional.empty();
    }
    Duration delay = FIRST.multipliedBy(1L << triesInARow);
    triesInARow++;
    restarts++;
    return Optional.of(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
  }

  /** How often it was started again, all in all. */
  synchronized int restarts() {
    return restarts;
  }
}
