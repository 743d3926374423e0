package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group now, in a form for people.
 *
 * @param group as the coordinator sees it; null while it does not exist or Kafka does not answer
 * @param sentence what it does, or waits for
 * @param situation how many consumers there are for the partitions: {@code none}, {@code fewer},
 *     {@code equal}, {@code more}
 * @param watchedSince before that nothing of the group is known here
 * @param stalls partitions that have a reader and are not read
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
    List<Stall> stalls) {

  /**
   * What is known of a member beside the coordinator's view.
   *
   * @param since when it was first seen here
   * @param lastSign when it last told something; null for a member that tells nothing
   * @param trouble why its last try to receive records failed, as it tells; null when it did not
   */
  record MemberNow(
      String memberId, Instant since, @Nullable Instant lastSign, @Nullable String trouble) {}
}
