package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.live.HandledRecords.Handled;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a group, for people.
 *
 * @param group as the coordinator reports it; null if the group does not exist or Kafka does not
 *     answer
 * @param sentence what the group does, or what it waits for; what it is, if it is no consumer group
 * @param situation number of consumers against the number of partitions: {@code none}, {@code
 *     fewer}, {@code equal}, {@code more}; {@code none} if the group is no consumer group
 * @param watchedSince the console knows nothing of the group from before this time
 * @param stalls partitions that have an owner which reads nothing
 * @param handled how far members have handled partitions; without those of which no member reports
 *     it
 */
record GroupNow(
    Instant at,
    String groupId,
    @Nullable GroupDetails group,
    String sentence,
    String situation,
    boolean rebalancing,
    List<MemberNow> members,
    Instant watchedSince,
    List<Stall> stalls,
    List<Handled> handled) {

  /**
   * What the console knows of a member and the coordinator does not.
   *
   * @param since when the console first saw the member
   * @param lastSign time of the last event of the member; null if it publishes none
   * @param trouble why the member failed to receive records the last time, as it reports; null if
   *     it did not fail
   * @param outlook what is to be expected while the member is silent; null if it is not
   */
  record MemberNow(
      String memberId,
      Instant since,
      @Nullable Instant lastSign,
      @Nullable String trouble,
      @Nullable String outlook) {}
}
