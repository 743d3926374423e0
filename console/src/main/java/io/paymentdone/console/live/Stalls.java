package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds partitions that have a reader, and records to be read, but whose committed offset stands
 * still. Right for any group; not thread-safe.
 */
final class Stalls {

  /** A member that tells of itself commits each batch. */
  private static final Duration TELLING = Duration.ofSeconds(5);

  /** The client's default is to commit each five seconds only. */
  private static final Duration OTHERS = Duration.ofSeconds(12);

  private final Map<Integer, Still> still = new HashMap<>();

  /** Since when a reader has committed nothing more. */
  private record Still(@Nullable Long committed, String owner, Instant since) {}

  /** What is known of members beside the coordinator's view. */
  interface Members {

    /** When it was last heard of; null for one that tells nothing. */
    @Nullable Instant lastSign(String memberId);

    /** What it says it cannot do; null when it says nothing of the kind. */
    @Nullable String trouble(String memberId);
  }

  /** The partitions that stand still now. */
  List<Stall> observe(GroupDetails group, Members members, Instant at) {
    List<Stall> stalls = new ArrayList<>();
    for (PartitionProgress partition : group.partitions()) {
      String owner = partition.owner();
      if (owner == null || !isToBeRead(partition)) {
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
      Duration most = members.lastSign(owner) == null ? OTHERS : TELLING;
      if (Duration.between(known.since(), at).compareTo(most) > 0) {
        stalls.add(stall(partition, owner, known.since(), members, at));
      }
    }
    return stalls;
  }

  private static boolean isToBeRead(PartitionProgress partition) {
    return partition.lag() > 0 || partition.gone() > 0 || partition.beyondEnd() > 0;
  }

  private static Stall stall(
      PartitionProgress partition, String owner, Instant since, Members members, Instant at) {
    String clientId = Objects.requireNonNullElse(partition.ownerClientId(), owner);
    String reason = reason(partition, members.trouble(owner));
    long waiting = Math.max(0, partition.lag());
    String sentence =
        "P"
            + partition.partition()
            + ": "
            + waiting
            + " waiting, nothing read for "
            + Duration.between(since, at).toSeconds()
            + " s; its reader "
            + clientId
            + liveliness(members.lastSign(owner), at)
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

  private static @Nullable String reason(PartitionProgress partition, @Nullable String trouble) {
    if (partition.gone() > 0) {
      return count(partition.gone())
          + " gone, deleted by retention before the group read "
          + (partition.gone() == 1 ? "it" : "them");
    }
    if (partition.beyondEnd() > 0) {
      return "its offset is "
          + partition.beyondEnd()
          + " beyond the end: the topic was made anew or lost records";
    }
    return trouble;
  }

  private static String count(long records) {
    return records == 1 ? "1 record is" : records + " records are";
  }

  private static String liveliness(@Nullable Instant lastSign, Instant at) {
    if (lastSign == null) {
      return " is a member still";
    }
    return Duration.between(lastSign, at).compareTo(Explanation.SILENT) > 0
        ? " is silent"
        : " is alive";
  }
}
