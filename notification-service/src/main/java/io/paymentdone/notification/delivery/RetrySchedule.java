package io.paymentdone.notification.delivery;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When the next attempt follows a failed one. */
final class RetrySchedule {

  /** Spreads the retries of many lanes that failed at the same moment. */
  private static final double JITTER = 0.2;

  private final List<Duration> delays;
  private final RandomGenerator random;

  RetrySchedule(List<Duration> delays, RandomGenerator random) {
    this.delays = List.copyOf(delays);
    this.random = random;
  }

  /**
   * Time until the next attempt.
   *
   * @param tries attempts made, at least 1
   * @return null if that was the last one
   */
  @Nullable Duration after(int tries) {
    if (tries > delays.size()) {
      return null;
    }
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.round(delays.get(tries - 1).toMillis() * factor));
  }
}
