package io.paymentdone.console.payments;

import java.time.Instant;
import java.util.UUID;

/**
 * A payment event on {@code payment-done}.
 *
 * @param occurredAt when the payment was accepted
 * @param publishedAt timestamp of the record: when the relay sent the event
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

  /** Partition and offset of the record. */
  public TopicPartitionOffset location() {
    return new TopicPartitionOffset(partition, offset);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PublishedPayment[paymentId="
        + paymentId
        + ", partition="
        + partition
        + ", offset="
        + offset
        + "]";
  }
}
