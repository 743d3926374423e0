package io.paymentdone.console.rebalances;

import io.paymentdone.console.group.GroupDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a group.
 *
 * @param members client ids by member id
 */
record MembersView(@Nullable Integer epoch, Map<String, String> members) {

  static MembersView of(GroupDetails group) {
    Map<String, String> members = new LinkedHashMap<>();
    group.members().forEach(member -> members.put(member.memberId(), member.clientId()));
    return new MembersView(group.groupEpoch(), members);
  }

  boolean sameMembers(MembersView other) {
    return members.keySet().equals(other.members.keySet());
  }

  boolean sameEpoch(MembersView other) {
    return Objects.equals(epoch, other.epoch);
  }
}
