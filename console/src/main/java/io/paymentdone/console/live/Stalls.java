package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.lag.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds partitions with waiting records whose owner commits nothing. Correct for any group; not
 * thread-safe.
 *
 * <p>At an offset between the committed one and the end there need not be a record: transactions
 * leave markers, and compaction leaves nothing. A group that has read all commits no offset past
 * them, so a partition stalls only once it is known that a record waits.
 */
final class Stalls {

  /** A member that publishes events commits each batch. */
  private static final Duration PUBLISHING = Duration.ofSeconds(5);

  /** By default a client commits only each five seconds. */
  private static final Duration OTHERS = Duration.ofSeconds(12);

  private final Map<Integer, Still> still = new HashMap<>();
  private final Map<Integer, ReadTo> readTo = new HashMap<>();

  /** Since when an owner has committed nothing. */
  private record Still(@Nullable Long committed, String owner, Instant since) {}

  /** A committed offset after which there was nothing to read up to an end. */
  private record ReadTo(long committed, long end) {}

  /** What the console knows of members and the coordinator does not. */
  interface Members {

    /** Time of the last event of a member; null if the member publishes none. */
    @Nullable Instant lastEventAt(String memberId);

    /** Why a member fails to receive records, as it reports; null if it does not fail. */
    @Nullable String trouble(String memberId);
  }

  /**
   * What stands still at a poll.
   *
   * @param stalls partitions that are stalled
   * @param unknown a sentence, without its full stop, for each partition of which it is not known
   *     whether it is
   */
  record Observed(List<Stall> stalls, List<String> unknown) {}

  /** The partitions that are stalled at this poll. */
  Observed observe(GroupDetails group, Members members, Instant at) {
    List<Stall> stalls = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Partition observed : group.partitions()) {
      Partition partition = withoutReadOffsets(observed);
      String owner = partition.owner();
      if (owner == null || !mayHaveWork(partition)) {
        still.remove(partition.partition());
        continue;
      }
      Still known = still.get(partition.partition());
      if (known == null
          || !known.owner().equals(owner)
          || !Objects.equals(known.committed(), partition.committed())) {
        still.put(partition.partition(), new Still(partition.committed(), owner, at));
        continue;
      }
      Duration most = members.lastEventAt(owner) == null ? OTHERS : PUBLISHING;
      if (Duration.between(known.since(), at).compareTo(most) > 0) {
        if (hasWork(partition)) {
          stalls.add(stall(partition, owner, known.since(), members, at));
        } else {
          unknown.add(unknown(partition, known.since(), at));
        }
      }
    }
    return new Observed(stalls, unknown);
  }

  /**
   * Offsets up to which the group had nothing left to read are not lost to it when retention
   * deletes what transactions left there.
   */
  private Partition withoutReadOffsets(Partition partition) {
    Long committed = partition.committed();
    if (committed == null) {
      return partition;
    }
    if (partition.gone() == 0 && partition.waiting() == Waiting.NOTHING) {
      readTo.put(partition.partition(), new ReadTo(committed, partition.end()));
      return partition;
    }
    ReadTo read = readTo.get(partition.partition());
    return read != null && read.committed() == committed
        ? partition.withoutGone(Math.max(0, partition.start() - read.end()))
        : partition;
  }

  private static boolean mayHaveWork(Partition partition) {
    return partition.lag() > 0 || partition.gone() > 0 || partition.beyondEnd() > 0;
  }

  private static boolean hasWork(Partition partition) {
    return (partition.lag() > 0 && partition.waiting() == Waiting.RECORDS)
        || partition.gone() > 0
        || partition.beyondEnd() > 0;
  }

  private static String unknown(Partition partition, Instant since, Instant at) {
    return "Whether records wait in partition "
        + partition.partition()
        + " is not known: "
        + count(partition.lag())
        + " not committed, and none was for "
        + Duration.between(since, at).toSeconds()
        + " s";
  }

  private static Stall stall(
      Partition partition, String owner, Instant since, Members members, Instant at) {
    String clientId = Objects.requireNonNullElse(partition.ownerClientId(), owner);
    String reason = reason(partition, members.trouble(owner));
    long waiting = Math.max(0, partition.lag());
    String sentence =
        "Partition "
            + partition.partition()
            + ": "
            + waiting
            + " waiting, nothing read for "
            + Duration.between(since, at).toSeconds()
            + " s; its consumer "
            + clientId
            + liveliness(members.lastEventAt(owner), at)
            + (reason == null ? "" : " (" + reason + ")");
    return new Stall(
        partition.partition(),
        partition.topic(),
        since,
        waiting,
        owner,
        clientId,
        reason,
        sentence);
  }

  private static @Nullable String reason(Partition partition, @Nullable String trouble) {
    if (partition.gone() > 0) {
      return count(partition.gone())
          + " gone, deleted by retention before the group committed "
          + (partition.gone() == 1 ? "it" : "them");
    }
    if (partition.beyondEnd() > 0) {
      return "its offset is "
          + partition.beyondEnd()
          + " beyond the end: the topic was recreated or lost records";
    }
    return trouble;
  }

  private static String count(long offsets) {
    return offsets == 1 ? "1 offset is" : offsets + " offsets are";
  }

  private static String liveliness(@Nullable Instant lastEventAt, Instant at) {
    if (lastEventAt == null) {
      return " is still in the group";
    }
    return Duration.between(lastEventAt, at).compareTo(SilenceText.SILENT) > 0
        ? " is silent"
        : " is alive";
  }
}
