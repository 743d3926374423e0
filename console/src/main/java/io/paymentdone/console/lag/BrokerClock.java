package io.paymentdone.console.lag;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The broker's time, from the moments at which records arrive that the broker has stamped. Each
 * arrives a little later than its timestamp, so the one with the least delay within the last one to
 * two minutes says how far the broker's clock is ahead. Without such a record: the console's own
 * time.
 */
final class BrokerClock {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Clock own;
  private Instant periodBegin = Instant.EPOCH;
  private @Nullable Duration ahead;
  private @Nullable Duration aheadBefore;

  BrokerClock(Clock own) {
    this.own = own;
  }

  /**
   * Applies a record that has just arrived.
   *
   * @param stampedAt timestamp by the broker
   */
  synchronized void observe(Instant stampedAt) {
    Instant now = own.instant();
    if (now.isAfter(periodBegin.plus(PERIOD))) {
      periodBegin = now;
      // Without records for many minutes, what was known of the clock stays the best that is known.
      aheadBefore = ahead;
      ahead = null;
    }
    ahead = greater(ahead, Duration.between(now, stampedAt));
  }

  private static Duration greater(@Nullable Duration known, Duration other) {
    return known == null || other.compareTo(known) > 0 ? other : known;
  }

  /** The broker's time now. */
  synchronized Instant now() {
    Duration best = aheadBefore == null ? ahead : greater(ahead, aheadBefore);
    return best == null ? own.instant() : own.instant().plus(best);
  }
}
