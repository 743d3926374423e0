package io.paymentdone.events.group;

import io.paymentdone.events.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one member of a consumer group reports about itself; the JSON value of a record on {@link
 * Topics#NOTIFICATION_GROUP_EVENTS}, keyed by {@code groupId}.
 *
 * <p>It has what the group's coordinator does not know: the moment at which a partition was really
 * given up or taken over, and the reader's position between two commits. The event's time is the
 * record's timestamp, which the broker sets: one clock for all members.
 *
 * <p>Events are for watching only. They are sent at most once and may be missing; nothing may
 * depend on them.
 *
 * @param kind what happened
 * @param groupId of the consumer group
 * @param memberId as the coordinator knows it; empty before the first assignment
 * @param clientId readable name of the member, unique among those that run
 * @param partitions of {@link Topics#PAYMENT_DONE}: those assigned, revoked or lost, or with {@link
 *     Kind#PROGRESS} all that the member has; empty for an idle member
 * @param trouble why the member's last try to receive records failed; null when it did not, and
 *     from members of earlier versions
 */
public record GroupEvent(
    Kind kind,
    String groupId,
    String memberId,
    String clientId,
    List<PartitionProgress> partitions,
    @Nullable String trouble) {

  /** What happened. */
  public enum Kind {
    /** Partitions were added to the member's own. */
    ASSIGNED,
    /** The member gave partitions up, in order. */
    REVOKED,
    /** The member learned that others have its partitions: it was away for too long. */
    LOST,
    /** A sign of life: each 200 ms while records arrive, else each second. */
    PROGRESS,
    /** The member is about to leave the group. */
    LEAVING
  }

  /** Keeps a copy of {@code partitions}. */
  public GroupEvent {
    partitions = List.copyOf(partitions);
  }

  /** An event of a member that has no trouble. */
  public GroupEvent(
      Kind kind,
      String groupId,
      String memberId,
      String clientId,
      List<PartitionProgress> partitions) {
    this(kind, groupId, memberId, clientId, partitions, null);
  }
}
