package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.lanes.Lanes;
import io.paymentdone.console.lanes.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Says in one sentence what a group does, or what it waits for. */
final class Explanation {

  private static final Duration SILENT = Duration.ofMillis(2500);

  private final GroupDetails group;
  private final Lanes lanes;
  private final Instant now;

  Explanation(GroupDetails group, Lanes lanes, Instant now) {
    this.group = group;
    this.lanes = lanes;
    this.now = now;
  }

  /** The sentence. */
  String sentence() {
    if (group.members().isEmpty()) {
      return "Nobody is in the group: payments wait on the topic, none is lost.";
    }
    List<String> waits = waits();
    return waits.isEmpty() ? calm() : "Waiting for " + String.join(", and for ", waits) + ".";
  }

  private List<String> waits() {
    List<String> waits = new ArrayList<>();
    for (Member member : group.members()) {
      silence(member).ifPresent(waits::add);
    }
    for (Member member : group.members()) {
      List<Integer> target = member.target();
      if (target == null) {
        continue;
      }
      for (int partition : target) {
        if (!member.partitions().contains(partition)) {
          waits.add(handover(partition, member));
        }
      }
    }
    if (waits.isEmpty() && !group.state().equals("Stable")) {
      group.members().stream()
          .filter(member -> !Objects.equals(member.epoch(), group.groupEpoch()))
          .map(member -> member.clientId() + " to reach epoch " + group.groupEpoch())
          .findFirst()
          .ifPresentOrElse(waits::add, () -> waits.add("the members to rejoin"));
    }
    return waits;
  }

  private Optional<String> silence(Member member) {
    return lanes
        .lastSign(member.memberId())
        .map(lastSign -> Duration.between(lastSign, now))
        .filter(silent -> silent.compareTo(SILENT) > 0)
        .map(silent ->
            String.format(
                Locale.ROOT,
                "%s, silent for %.0f s, to return or to be declared gone",
                member.clientId(),
                silent.toMillis() / 1000.0));
  }

  private String handover(int partition, Member to) {
    return lanes
        .owner(partition)
        .filter(owner -> !owner.memberId().equals(to.memberId()))
        .map(Owner::clientId)
        .map(from -> from + " to give up partition " + partition)
        .orElseGet(() -> to.clientId() + " to take over partition " + partition);
  }

  private String calm() {
    int members = group.members().size();
    int partitions = group.partitions().size();
    long idle = group.members().stream().filter(member -> member.partitions().isEmpty()).count();
    long busiest =
        group.members().stream().mapToInt(member -> member.partitions().size()).max().orElse(0);
    if (idle > 0) {
      return String.format(
          Locale.ROOT,
          "Stable: %d partitions, %d members, so %d %s idle and ready to step in.",
          partitions,
          members,
          idle,
          idle == 1 ? "is" : "are");
    }
    if (members == 1) {
      return String.format(Locale.ROOT, "Stable: one member reads all %d partitions.", partitions);
    }
    return busiest > 1
        ? String.format(
            Locale.ROOT,
            "Stable: %d members share %d partitions; one has %d of them.",
            members,
            partitions,
            busiest)
        : String.format(Locale.ROOT, "Stable: %d members, one partition each.", members);
  }

  /** {@code none}, {@code fewer}, {@code equal} or {@code more} consumers than partitions. */
  String situation() {
    int members = group.members().size();
    int partitions = group.partitions().size();
    if (members == 0) {
      return "none";
    }
    return members < partitions ? "fewer" : members == partitions ? "equal" : "more";
  }
}
