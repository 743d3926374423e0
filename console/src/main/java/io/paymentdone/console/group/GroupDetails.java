package io.paymentdone.console.group;

import io.paymentdone.console.lag.GroupLags;
import io.paymentdone.console.lag.LagTime;
import io.paymentdone.console.lag.Trend;
import io.paymentdone.console.lag.Unread;
import io.paymentdone.console.lag.Waiting;
import java.util.List;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A group as its coordinator reports it, with the partitions of one topic.
 *
 * @param state as Kafka names it, such as {@code Stable}
 * @param type {@code Consumer} (KIP-848), {@code Classic}, {@code Share} or {@code Streams}
 * @param groupEpoch number of changes of the group; null for a classic group
 * @param assignmentEpoch the group epoch of the target assignment; lower than {@code groupEpoch}
 *     for a moment during a rebalance, null for a classic group
 * @param members all members, including idle ones, by client id
 * @param partitions of {@code topic}, at most 300; none if the group is no consumer group
 * @param topic {@code payment-done} if the group reads it, otherwise the first topic of the group
 * @param topics all topics of which the group has partitions or committed offsets
 * @param partitionsLeftOut number of partitions of {@code topic} beyond 300
 * @param lagSeconds the largest of {@code partitions}; null if that of one of them is not known
 * @param trend of the last 30 s, of all partitions together; null if the lag has been known for
 *     less than 10 s
 * @param catchUpSeconds time until nothing waits, if the lag shrinks on as it did; otherwise null
 * @param note what the group is, if it is no consumer group, and what is shown of it; null for a
 *     consumer group
 */
public record GroupDetails(
    String groupId,
    String state,
    String type,
    @Nullable Integer groupEpoch,
    @Nullable Integer assignmentEpoch,
    List<Member> members,
    List<Partition> partitions,
    String topic,
    List<String> topics,
    int partitionsLeftOut,
    @Nullable Double lagSeconds,
    @Nullable Trend trend,
    @Nullable Double catchUpSeconds,
    @Nullable String note) {

  /** A consumer group without what is known of its lag in time. */
  public GroupDetails(
      String groupId,
      String state,
      String type,
      @Nullable Integer groupEpoch,
      @Nullable Integer assignmentEpoch,
      List<Member> members,
      List<Partition> partitions,
      String topic,
      List<String> topics,
      int partitionsLeftOut) {
    this(
        groupId,
        state,
        type,
        groupEpoch,
        assignmentEpoch,
        members,
        partitions,
        topic,
        topics,
        partitionsLeftOut,
        null,
        null,
        null,
        null);
  }

  /** The group with its lag in time. */
  GroupDetails with(GroupLags.Measured lag) {
    return new GroupDetails(
        groupId,
        state,
        type,
        groupEpoch,
        assignmentEpoch,
        members,
        partitions.stream().map(partition -> partition.with(lag)).toList(),
        topic,
        topics,
        partitionsLeftOut,
        lag.total().seconds(),
        lag.total().trend(),
        lag.total().catchUpSeconds(),
        note);
  }

  /**
   * One consumer.
   *
   * @param epoch the group epoch that the member has reached; null in a classic group
   * @param partitions of {@link GroupDetails#topic} that the member owns
   * @param target partitions that the member is to own after the rebalance; null in a classic group
   * @param otherPartitions number of partitions of other topics that the member owns; in a streams
   *     group the number of its active tasks
   */
  public record Member(
      String memberId,
      String clientId,
      String host,
      @Nullable Integer epoch,
      List<Integer> partitions,
      @Nullable List<Integer> target,
      int otherPartitions) {

    /** Whether the member owns no partition. */
    public boolean isIdle() {
      return partitions.isEmpty() && otherPartitions == 0;
    }
  }

  /**
   * One partition of the topic, its owner, and the progress of the group in it.
   *
   * @param owner member id of the owner; null if the partition has none
   * @param ownerClientId client id of the owner
   * @param committed committed offset; null before the first commit
   * @param end end offset
   * @param lag records that the group has not read and that still exist; before the first commit
   *     all records of the partition, because a new group starts at the earliest one; negative, as
   *     in Kafka's own tools, if {@code committed} is beyond the end. Kafka counts offsets, and not
   *     at each of them is a record: up to so many wait, and 0 is said once it is known that only
   *     what transactions and compaction leave is there
   * @param start offset of the oldest record that still exists
   * @param gone number of records that retention deleted before the group read them
   * @param beyondEnd how far {@code committed} is beyond the end, because the topic was recreated
   *     or lost records; the group reads nothing until its offset is reset
   * @param waiting what is known of the offsets from {@code committed} to {@code end}
   */
  public record Partition(
      int partition,
      @Nullable String owner,
      @Nullable String ownerClientId,
      @Nullable Long committed,
      long end,
      long lag,
      String topic,
      long start,
      long gone,
      long beyondEnd,
      Waiting waiting,
      @Nullable Double lagSeconds,
      @Nullable Trend trend,
      @Nullable Double catchUpSeconds) {

    /** A partition without what is known of its lag in time. */
    public Partition(
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
      this(
          partition,
          owner,
          ownerClientId,
          committed,
          end,
          lag,
          topic,
          start,
          gone,
          beyondEnd,
          Waiting.UNKNOWN,
          null,
          null,
          null);
    }

    /** The partition with another number of records that retention deleted. */
    public Partition withoutGone(long left) {
      return with(lag, left, waiting, new LagTime(lagSeconds, trend, catchUpSeconds));
    }

    /** The offsets that the group has still to read. */
    Unread unread() {
      return new Unread(new TopicPartition(topic, partition), end - lag, end);
    }

    private Partition with(GroupLags.Measured lags) {
      TopicPartition id = new TopicPartition(topic, partition);
      LagTime time = lags.partitions().get(id);
      Waiting known = lags.waiting().getOrDefault(id, Waiting.UNKNOWN);
      long records = known == Waiting.NOTHING ? Math.min(0, lag) : lag;
      return time == null ? this : with(records, gone, known, time);
    }

    private Partition with(long records, long deleted, Waiting known, LagTime time) {
      return new Partition(
          partition,
          owner,
          ownerClientId,
          committed,
          end,
          records,
          topic,
          start,
          deleted,
          beyondEnd,
          known,
          time.seconds(),
          time.trend(),
          time.catchUpSeconds());
    }

    /** Computes lag and lost records from the offsets. */
    static Partition of(
        TopicPartition partition,
        @Nullable MemberDescription owner,
        @Nullable Long committed,
        long start,
        long end) {
      long next = committed == null ? start : Math.max(committed, start);
      return new Partition(
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
