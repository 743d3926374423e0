package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lab at a moment.
 *
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
   * @param sent number of records that Kafka has acknowledged
   */
  record ProducerState(
   * @param ratePerSecond 0 once it has failed
      ProducerPlan.Mode mode,
      int partition,
      int ratePerSecond,
      int users,
      long sent,
      @Nullable String failed) {}
   * @param failed why it sends no more; null if it works

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
   *     no consumer has in hand
   * @param outOfOrderUsers users of whom a record was handled for the first time after a later one
   */
  record RecordCounts(
      long sent, long handled, long handledTwice, long neverHandled, int outOfOrderUsers) {}

  /** Something that happened. */
  record LabEvent(Instant at, String text) {}
}
