package io.paymentdone.notification.delivery;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lane in the hands of a worker until its lease ends.
 *
 * @param lease token that the table has too, as long as no other worker took the lane
 * @param leasedNanos a moment before the lease began or was renewed, by {@link System#nanoTime}
 * @param head the delivery to be sent next; null if nothing can be sent
 */
record Claim(int target, String userId, UUID lease, long leasedNanos, @Nullable Head head) {

  /**
   * The first waiting delivery of a lane.
   *
   * @param id of the delivery
   * @param delivery null if its feed entry was purged, so that there is nothing to send
   * @param tries attempts since it was queued
   */
  record Head(UUID id, @Nullable Delivery delivery, int tries) {}

  /** At most as much of its lease is over. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - leasedNanos);
  }

  /**
   * The same lane with its next delivery.
   *
   * @param renewedNanos a moment before the lease was renewed
   */
  Claim next(Head head, long renewedNanos) {
    return new Claim(target, userId, lease, renewedNanos, head);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "Claim[target=" + target + ", lease=" + lease + ", head=" + head + "]";
  }
}
