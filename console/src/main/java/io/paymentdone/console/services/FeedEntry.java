package io.paymentdone.console.services;

import java.time.Instant;
import java.util.UUID;

/** A feed entry in responses of notification-service, with the fields that the console needs. */
public record FeedEntry(
    UUID paymentId,
    String userId,
    Instant occurredAt,
    Instant receivedAt,
    int partition,
    long offset,
    String consumer) {
  /** Without what is personal. */
  @Override
  public String toString() {
    return "FeedEntry[paymentId="
        + paymentId
        + ", partition="
        + partition
        + ", offset="
        + offset
        + "]";
  }
}
