package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
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
 */
final class Stalls {

  /** A member that publishes events commits each batch. */
  private static final Duration PUBLISHING = Duration.ofSeconds(5);

  /** By default a client commits only each five seconds. */
  private static final Duration OTHERS = Duration.ofSeconds(12);

  private final Map<Integer, Still> still = new HashMap<>();

  /** Since when an owner has committed nothing. */
  private record Still(@Nullable Long committed, String owner, Instant since) {}

  /** What the console knows of members and the coordinator does not. */
  interface Members {

    /** Time of the last event of a member; null if the member publishes none. */
    @Nullable Instant lastEventAt(String memberId);

    /** Why a member fails to receive records, as it reports; null if it does not fail. */
    @Nullable String trouble(String memberId);
  }

  /** The partitions that are stalled at this poll. */
  List<Stall> observe(GroupDetails group, Members members, Instant at) {
    List<Stall> stalls = new ArrayList<>();
    for (Partition partition : group.partitions()) {
      String owner = partition.owner();
      if (owner == null || !hasWork(partition)) {
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
        stalls.add(stall(partition, owner, known.since(), members, at));
      }
    }
    return stalls;
  }

  private static boolean hasWork(Partition partition) {
    return partition.lag() > 0 || partition.gone() > 0 || partition.beyondEnd() > 0;
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
          + " gone, deleted by retention before the group read "
          + (partition.gone() == 1 ? "it" : "them");
    }
    if (partition.beyondEnd() > 0) {
      return "its offset is "
          + partition.beyondEnd()
          + " beyond the end: the topic was recreated or lost records";
    }
    return trouble;
  }

  private static String count(long records) {
    return records == 1 ? "1 record is" : records + " records are";
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
