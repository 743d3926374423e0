package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.live.LiveGroup.Consumed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Records handled by members that publish no events, from the offsets that the group commits.
 * Correct for any group, at the pace of its commits. Not thread-safe.
 */
final class CommitProgress {

  /** A larger step between two polls is a reset of the offset. */
  private static final int MAX = 1_000_000;

  private final Map<Integer, Long> last = new HashMap<>();

  /**
   * Records committed since the last call.
   *
   * @param publishesEvents whether the member with this id publishes its progress itself
   */
  List<Consumed> since(GroupDetails group, Predicate<String> publishesEvents) {
    List<Consumed> consumed = new ArrayList<>();
    for (Partition partition : group.partitions()) {
      Long committed = partition.committed();
      if (committed == null) {
        continue;
      }
      Long before = last.put(partition.partition(), committed);
      String owner = partition.owner();
      String clientId = partition.ownerClientId();
      if (before == null || committed <= before || owner == null || clientId == null) {
        continue;
      }
      if (!publishesEvents.test(owner)) {
        consumed.add(
            new Consumed(
                owner, clientId, partition.partition(), Math.clamp(committed - before, 0, MAX)));
      }
    }
    return consumed;
  }
}
