package io.paymentdone.console.group;

import java.util.List;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group as Kafka's coordinator sees it now, on one topic: partitions are that topic's.
 *
 * @param state as Kafka names it, such as {@code Stable}
 * @param type {@code Consumer} (KIP-848) or {@code Classic}
 * @param groupEpoch counts the changes of the group; null for a classic group
 * @param assignmentEpoch the group epoch that the targets were computed for; behind {@code
 *     groupEpoch} for a moment in a rebalance, null for a classic group
 * @param members all of them, idle ones too, by client id
 * @param partitions of {@code topic}, at most 300
 * @param topic {@code payment-done} if the group has to do with it, else the first of its own
 * @param topics all that the group has partitions of, or has committed offsets of
 * @param partitionsLeftOut of {@code topic}, beyond 300
 */
public record GroupDetails(
    String groupId,
    String state,
    String type,
    @Nullable Integer groupEpoch,
    @Nullable Integer assignmentEpoch,
    List<Member> members,
    List<PartitionProgress> partitions,
    String topic,
    List<String> topics,
    int partitionsLeftOut) {

  /**
   * One consumer.
   *
   * @param epoch the group epoch that it has reached; null in a classic group
   * @param partitions of {@link GroupDetails#topic} that it has now
   * @param target what it is to have once the rebalance is over; null in a classic group
   * @param otherPartitions how many it has of other topics; a member without any is idle
   */
  public record Member(
      String memberId,
      String clientId,
      String host,
      @Nullable Integer epoch,
      List<Integer> partitions,
      @Nullable List<Integer> target,
      int otherPartitions) {

    /** Whether it has nothing to read. */
    public boolean isIdle() {
      return partitions.isEmpty() && otherPartitions == 0;
    }
  }

  /**
   * How far the group is in one partition.
   *
   * @param owner the member's id; null while nobody has the partition
   * @param ownerClientId its client id
   * @param committed next offset to read; null before the first commit
   * @param end offset of the next record to be written
   * @param lag records to go, without those that are gone; before the first commit all that the
   *     partition holds, because a new group starts at the earliest; negative, as Kafka's own tools
   *     have it, when {@code committed} is beyond the end
   * @param start offset of the oldest record that is still there
   * @param gone records that retention deleted before the group read them
   * @param beyondEnd how far {@code committed} is beyond the end: the topic was made anew, or lost
   *     records; nothing is read until the offset is set again
   */
  public record PartitionProgress(
      int partition,
      @Nullable String owner,
      @Nullable String ownerClientId,
      @Nullable Long committed,
      long end,
      long lag,
      String topic,
      long start,
      long gone,
      long beyondEnd) {

    /** From what Kafka says. */
    static PartitionProgress of(
        TopicPartition partition,
        @Nullable MemberDescription owner,
        @Nullable Long committed,
        long start,
        long end) {
      long next = committed == null ? start : Math.max(committed, start);
      return new PartitionProgress(
          partition.partition(),
          owner == null ? null : owner.consumerId(),
          owner == null ? null : owner.clientId(),
          committed,
          end,
          end - next,
          partition.topic(),
          start,
          committed == null ? 0 : Math.max(0, start - committed),
          committed == null ? 0 : Math.max(0, committed - end));
    }
  }
}
