package io.paymentdone.console.rebalances;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group and the partitions that each owns, at one poll of the coordinator.
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
    for (Partition partition : group.partitions()) {
      String owner = partition.owner();
      if (owner != null) {
        owners.put(partition.partition(), owner);
      }
    }
    return new MembersView(group.groupEpoch(), members, owners);
  }

  /**
   * Whether members and epoch are the same; in a classic group, which has no epoch, members and
   * owners.
   */
  boolean sameAs(MembersView other) {
    return sameMembers(other) && sameEpoch(other) && (epoch != null || owners.equals(other.owners));
  }

  /** Members of this view that another view lacks: client ids by member id. */
  Map<String, String> membersMissingFrom(MembersView other) {
    Map<String, String> missing = new LinkedHashMap<>(members);
    missing.keySet().removeAll(other.members.keySet());
    return missing;
  }

  boolean sameMembers(MembersView other) {
    return members.keySet().equals(other.members.keySet());
  }

  boolean sameEpoch(MembersView other) {
    return Objects.equals(epoch, other.epoch);
  }
}
