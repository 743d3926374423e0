package io.paymentdone.console.tap;

import java.time.Instant;
import java.util.UUID;

/**
 * An event on {@code payment-done}.
 *
 * @param occurredAt when the payment was accepted
 * @param publishedAt when the relay sent it: the record's timestamp
 */
public record SeenPayment(
    UUID paymentId,
    String userId,
    int partition,
    long offset,
    Instant occurredAt,
    Instant publishedAt) {

  /** A record's place on the topic. */
  public record Place(int partition, long offset) {}

  /** Where its record is. */
  public Place place() {
    return new Place(partition, offset);
  }
}
