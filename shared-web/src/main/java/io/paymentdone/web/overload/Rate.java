package io.paymentdone.web.overload;

import java.time.Duration;

/**
 * How often something may happen: once in each interval, and after a pause so many times at once.
 *
 * @param interval between two times in the long run
 * @param burst how many times at once, at least 1
 */
public record Rate(Duration interval, int burst) {

  /**
   * A rate.
   *
   * @throws IllegalArgumentException for an interval that is not positive, or no burst
   */
  public Rate {
    if (!interval.isPositive() || burst < 1) {
      throw new IllegalArgumentException("no rate: one each " + interval + ", burst " + burst);
    }
  }

  /** How long after a burst there may be as large a one. */
  public Duration pause() {
    return interval.multipliedBy(burst);
  }
}
