package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lab at a moment.
 *
 * @param knownAt when Kafka was last asked, and answered, for members, offsets and what is counted
 *     from them; while Kafka is away it stays as it is
 * @param endsAt when the lab ends by itself; earlier if no page watches its stream for 5 minutes
 * @param producer null on {@code payment-done}, where test traffic sends payments
 * @param members the consumers, by number; those that have ended until the group has removed them
 * @param keysPerPartition distinct users on each partition, since the mode of the producer changed
 * @param usersOnSeveralPartitions users with records on more than one of them
 * @param events what happened, newest first, at most {@value LabEvents#EVENTS_MAX}
 * @param commands what Kafka's own tools would do with this topic and group
 */
record LabState(
    String id,
    String topic,
    String group,
    LabSettings plan,
    Instant startedAt,
    Instant endsAt,
    Instant knownAt,
    @Nullable ProducerState producer,
    List<ConsumerState> members,
    List<PartitionState> partitions,
    RecordCounts counts,
    List<Integer> keysPerPartition,
    int usersOnSeveralPartitions,
    List<LabEvent> events,
    List<String> commands) {

  /**
   * The producer.
   *
   * @param ratePerSecond 0 once it has failed
   * @param sent number of records that Kafka has acknowledged
   * @param failed why it sends no more; null if it works
   */
  record ProducerState(
      ProducerPlan.Mode mode,
      int partition,
      int ratePerSecond,
      int users,
      long sent,
      @Nullable String failed) {}

  /** What a consumer does. */
  enum Activity {
    @JsonProperty("joining")
    JOINING,
    @JsonProperty("running")
    RUNNING,
    /** It works on one record without end and does not poll. */
    @JsonProperty("frozen")
    FROZEN,
    /** It has ended and did not leave the group. */
    @JsonProperty("killed")
    KILLED,
    /** It has not polled within {@code max.poll.interval.ms}, so the group is without it. */
    @JsonProperty("put-out")
    PUT_OUT,
    /** It has ended and has left the group. */
    @JsonProperty("left")
    LEFT
  }

  /**
   * One consumer.
   *
   * @param partitions that it owns; of a killed one those that the group still keeps for it
   * @param handled number of records that it handled, repeated ones too
   * @param lastCommitAt null before its first commit
   */
  record ConsumerState(
      int n,
      String clientId,
      Activity state,
      List<Integer> partitions,
      long handled,
      int msPerRecord,
      @Nullable Instant lastCommitAt) {}

  /**
   * One partition.
   *
   * @param committed null before the first commit
   * @param lag records that the group has not committed and that still exist
   * @param owner number of the consumer; null if it has none
   * @param perSecond records handled in the last second
   */
  record PartitionState(
      int partition,
      long end,
      @Nullable Long committed,
      long lag,
      @Nullable Integer owner,
      double perSecond) {}

  /**
   * Counts of this lab's records, each identified by partition and offset.
   *
   * @param sent records on the topic that are the lab's: with an own topic those that Kafka has
   *     acknowledged
   * @param handled distinct records that were handled
   * @param handledTwice distinct records that were handled more than once
   * @param neverHandled records below a committed offset that were handled by no consumer, and that
   *     no consumer has in hand; without the foreign ones
   * @param foreign records that a client has committed that is none of the lab's, and that no
   *     consumer of the lab has handled
   * @param outOfOrderUsers users of whom a record was handled for the first time after a later one
   * @param capped whether there were more users or offsets than the lab counts, so that each number
   *     is a lower bound
   */
  record RecordCounts(
      long sent,
      long handled,
      long handledTwice,
      long neverHandled,
      long foreign,
      int outOfOrderUsers,
      boolean capped) {}

  /** Something that happened. */
  record LabEvent(Instant at, String text) {}
}
