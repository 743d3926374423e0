package io.paymentdone.console.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group as Kafka's coordinator sees it now; partitions are those of {@code
 * payment-done}.
 *
 * @param state as Kafka names it, such as {@code Stable}
 * @param type {@code Consumer} (KIP-848) or {@code Classic}
 * @param groupEpoch counts the changes of the group; null for a classic group
 * @param assignmentEpoch the group epoch that the targets were computed for; behind {@code
 *     groupEpoch} for a moment in a rebalance, null for a classic group
 * @param members all of them, idle ones too, by client id
 */
public record GroupDetails(
    String groupId,
    String state,
    String type,
    @Nullable Integer groupEpoch,
    @Nullable Integer assignmentEpoch,
    List<Member> members,
    List<PartitionProgress> partitions) {

  /**
   * One consumer.
   *
   * @param epoch the group epoch that it has reached; null in a classic group
   * @param partitions what it has now; empty for an idle member
   * @param target what it is to have once the rebalance is over; null in a classic group
   */
  public record Member(
      String memberId,
      String clientId,
      String host,
      @Nullable Integer epoch,
      List<Integer> partitions,
      @Nullable List<Integer> target) {}

  /**
   * How far the group is in one partition.
   *
   * @param owner the member's id; null while nobody has the partition
   * @param ownerClientId its client id
   * @param committed next offset to read; null before the first commit
   * @param end offset of the next record to be written
   * @param lag records to go; before the first commit all that the partition holds, because a new
   *     group starts at the earliest
   */
  public record PartitionProgress(
      int partition,
      @Nullable String owner,
      @Nullable String ownerClientId,
      @Nullable Long committed,
      long end,
      long lag) {}
}
