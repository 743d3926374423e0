package io.paymentdone.console.rebalances;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a group.
 *
 * @param members client ids by member id
 * @param owners member ids by partition
 */
record MembersView(
    @Nullable Integer epoch, Map<String, String> members, Map<Integer, String> owners) {

  static MembersView of(GroupDetails group) {
    Map<String, String> members = new LinkedHashMap<>();
    group.members().forEach(member -> members.put(member.memberId(), member.clientId()));
    Map<Integer, String> owners = new HashMap<>();
    for (PartitionProgress partition : group.partitions()) {
      String owner = partition.owner();
      if (owner != null) {
        owners.put(partition.partition(), owner);
      }
    }
    return new MembersView(group.groupEpoch(), members, owners);
  }

  /**
   * Whether nothing that makes a rebalance is another: members and epoch; in a classic group, which
   * has no epoch, the owners.
   */
  boolean sameAs(MembersView other) {
    return sameMembers(other) && sameEpoch(other) && (epoch != null || owners.equals(other.owners));
  }

  boolean sameMembers(MembersView other) {
    return members.keySet().equals(other.members.keySet());
  }

  boolean sameEpoch(MembersView other) {
    return Objects.equals(epoch, other.epoch);
  }
}
