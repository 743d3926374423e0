package io.paymentdone.faults.check;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the system holds, read from the outside after a drain.
 *
 * @param payments the table, by {@code seq}
 * @param topic every committed record of the topic, by partition and offset
 * @param feed the table, by user, partition and offset
 * @param commits every payment event in the order in which PostgreSQL committed it
 * @param deadLetterTopic where the records of the dead-letter topic came from
 * @param deadLetterTable where the rows of the dead-letter table came from
 * @param pages feeds of some users as their clients read them, oldest first
 */
public record SystemState(
    List<Payment> payments,
    List<TopicRecord> topic,
    List<FeedEntry> feed,
    List<Commit> commits,
    List<TopicOffset> deadLetterTopic,
    List<TopicOffset> deadLetterTable,
    Map<String, List<UUID>> pages) {

  /** The position of a record on a topic. */
  public record TopicOffset(int partition, long offset) implements Comparable<TopicOffset> {
    @Override
    public int compareTo(TopicOffset other) {
      int byPartition = Integer.compare(partition, other.partition);
      return byPartition == 0 ? Long.compare(offset, other.offset) : byPartition;
    }
  }

  /** A row of {@code payment}. */
  public record Payment(
      UUID id,
      long seq,
      @Nullable String idempotencyKey,
      String userId,
      long amount,
      @Nullable String description,
      Instant createdAt) {}

  /**
   * A record of {@code payment-done}.
   *
   * @param id its {@code ce_id}; null when that is no UUID
   * @param userId its key; null without one
   */
  public record TopicRecord(TopicOffset position, @Nullable UUID id, @Nullable String userId) {}

  /** A row of {@code notification}. */
  public record FeedEntry(
      UUID paymentId,
      String userId,
      long amount,
      TopicOffset position,
      Instant occurredAt,
      Instant receivedAt) {}

  /** An event in commit order. */
  public record Commit(UUID id, String userId) {}
}
