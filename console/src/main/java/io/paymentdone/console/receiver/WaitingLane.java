package io.paymentdone.console.receiver;

import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.console.services.WebhookDelivery.Attempt;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user whose deliveries wait for one that failed.
 *
 * @param deliveryId of the one that failed
 * @param sequence of the one that failed
 * @param nextAttemptAt null while an attempt is under way
 * @param error of the last attempt
 */
record WaitingLane(
    UUID deliveryId,
    String userId,
    long sequence,
    int tries,
    @Nullable Instant nextAttemptAt,
    @Nullable String error) {

  static WaitingLane of(WebhookDelivery head) {
    Attempt last = head.attempts().isEmpty() ? null : head.attempts().getLast();
    return new WaitingLane(
        head.id(),
        head.userId(),
        head.sequence(),
        head.tries(),
        head.nextAttemptAt(),
        last == null ? null : last.error());
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "WaitingLane[deliveryId=" + deliveryId + ", sequence=" + sequence + "]";
  }
}
