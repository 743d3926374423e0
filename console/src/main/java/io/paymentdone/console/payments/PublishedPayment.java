package io.paymentdone.console.payments;

import java.time.Instant;
import java.util.UUID;

/**
 * An event on {@code payment-done}.
 *
 * @param occurredAt when the payment was accepted
 * @param publishedAt when the relay sent it: the record's timestamp
 */
public record PublishedPayment(
    UUID paymentId,
    String userId,
    int partition,
    long offset,
    Instant occurredAt,
    Instant publishedAt) {

  /** A record's location on the topic. */
  public record TopicPartitionOffset(int partition, long offset) {}

  /** Where its record is. */
  public TopicPartitionOffset location() {
    return new TopicPartitionOffset(partition, offset);
  }
}
