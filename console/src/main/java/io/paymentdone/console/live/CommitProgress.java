package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.console.live.LiveGroup.Done;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What members that tell nothing have handled, from the offsets that they commit: right for any
 * group, but only as often as it commits. Not thread-safe.
 */
final class CommittedFlow {

  /** More than passes between two looks: the offset was set. */
  private static final int MAX = 1_000_000;

  private final Map<Integer, Long> last = new HashMap<>();

  /**
   * What was committed since the last call.
   *
   * @param tells whether the member with this id tells of its progress itself
   */
  List<Done> since(GroupDetails group, Predicate<String> tells) {
    List<Done> done = new ArrayList<>();
    for (PartitionProgress partition : group.partitions()) {
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
      if (!tells.test(owner)) {
        done.add(
            new Done(
                owner, clientId, partition.partition(), Math.clamp(committed - before, 0, MAX)));
      }
    }
    return done;
  }
}
