package io.paymentdone.console.endpoints;

import io.paymentdone.console.services.WebhookDelivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that wait for an endpoint. Each lane is that of one user.
 *
 * @param at when it was counted
 * @param lanes users of whom something waits, an attempt that is under way included
 * @param complete false if more waits than was read, so that there may be more lanes
 * @param first of the lanes whose first delivery has failed, the one that waits for the longest
 *     time; if none has failed, one that waits; null if none waits, or if it was not found among
 *     more than was read
 */
public record WaitingCount(Instant at, int lanes, boolean complete, @Nullable First first) {

  /**
   * A lane and the delivery that the others of it wait for.
   *
   * @param tries attempts since it was last queued
   * @param error of the last attempt; null if there was none
   * @param nextAttemptAt null while an attempt is under way
   */
  public record First(
      String userId, int tries, @Nullable String error, @Nullable Instant nextAttemptAt) {

    static First of(WebhookDelivery head) {
      return new First(
          head.userId(),
          head.tries(),
          head.attempts().isEmpty() ? null : head.attempts().getLast().error(),
          head.nextAttemptAt());
    }

    /** Without what is personal. */
    @Override
    public String toString() {
      return "First[tries=" + tries + ", nextAttemptAt=" + nextAttemptAt + "]";
    }
  }
}
