package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.ownership.Owner;
import io.paymentdone.console.ownership.OwnershipTimeline;
import io.paymentdone.events.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Describes in one sentence what a group does, or what it waits for. */
final class GroupStatusText {

  private static final int LISTED_MAX = 3;

  private final GroupDetails group;
  private final OwnershipTimeline ownership;
  private final List<String> faults;
  private final SilenceText silences;

  /**
   * The text of a group at a moment.
   *
   * @param faults what is wrong although all members are there, a sentence each without its full
   *     stop
   */
  GroupStatusText(
      GroupDetails group, OwnershipTimeline ownership, List<String> faults, SilenceText silences) {
    this.group = group;
    this.ownership = ownership;
    this.faults = faults;
    this.silences = silences;
  }

  /** One sentence, or a few. */
  String sentence() {
    String note = group.note();
    if (note != null) {
      return note;
    }
    boolean payments = group.topic().equals(Topics.PAYMENT_DONE);
    if (group.members().isEmpty()) {
      return payments
          ? "The group has no consumers: payments wait on the topic, none is lost."
          : "The group has no consumers: records wait on " + group.topic() + ".";
    }
    List<String> silent =
        group.members().stream().flatMap(member -> silences.sentence(member).stream()).toList();
    List<String> waits = waits(silent.isEmpty());
    List<String> sentences = new ArrayList<>();
    few(silent).forEach(silence -> sentences.add(silence + "."));
    if (!waits.isEmpty()) {
      sentences.add("Waiting for " + String.join(", and for ", few(waits)) + ".");
    }
    few(faults).forEach(fault -> sentences.add(fault + "."));
    if (sentences.isEmpty()) {
      sentences.add(stable());
    }
    if (group.partitionsLeftOut() > 0) {
      sentences.add(
          "Only the first "
              + group.partitions().size()
              + " of "
              + (group.partitions().size() + group.partitionsLeftOut())
              + " partitions are looked at: whether the others are read is not known.");
    }
    if (group.topics().size() > 1) {
      sentences.add(
          "The group reads "
              + group.topics().size()
              + " topics; this page shows "
              + group.topic()
              + ".");
    } else if (!payments) {
      sentences.add("The group reads " + group.topic() + ".");
    }
    return String.join(" ", sentences);
  }

  private static List<String> few(List<String> all) {
    if (all.size() <= LISTED_MAX) {
      return all;
    }
    List<String> few = new ArrayList<>(all.subList(0, LISTED_MAX));
    few.add(all.size() - LISTED_MAX + " more");
    return few;
  }

  private List<String> waits(boolean allAnswer) {
    List<String> waits = new ArrayList<>();
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
    if (allAnswer && waits.isEmpty() && !group.state().equals("Stable")) {
      group.members().stream()
          .filter(member -> !Objects.equals(member.epoch(), group.groupEpoch()))
          .map(member -> member.clientId() + " to reach assignment no. " + group.groupEpoch())
          .findFirst()
          .ifPresentOrElse(waits::add, () -> waits.add("the consumers to rejoin"));
    }
    return waits;
  }

  private String handover(int partition, Member to) {
    return ownership
        .owner(partition)
        .filter(owner -> !owner.memberId().equals(to.memberId()))
        .map(Owner::clientId)
        .map(from -> from + " to give up partition " + partition)
        .orElseGet(() -> to.clientId() + " to take over partition " + partition);
  }

  private String stable() {
    // A word for all partitions, which is not known of those that are left out.
    String state = group.partitionsLeftOut() > 0 ? "No move going on: " : "Stable: ";
    int members = group.members().size();
    int partitions = group.partitions().size() + group.partitionsLeftOut();
    long idle = group.members().stream().filter(Member::isIdle).count();
    long busiest =
        group.members().stream().mapToInt(member -> member.partitions().size()).max().orElse(0);
    if (idle > 0) {
      return state
          + count(partitions, "partition")
          + ", "
          + count(members, "consumer")
          + ", so "
          + idle
          + (idle == 1 ? " is" : " are")
          + " idle and ready to step in.";
    }
    if (members == 1) {
      return partitions == 1
          ? state + "one consumer reads the only partition."
          : state + "one consumer reads all " + partitions + " partitions.";
    }
    return busiest > 1
        ? state
            + members
            + " consumers share "
            + count(partitions, "partition")
            + "; one has "
            + busiest
            + " of them."
        : state + members + " consumers, one partition each.";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code none}, {@code fewer}, {@code equal} or {@code more} consumers than partitions. */
  String situation() {
    int members = group.members().size();
    int partitions = group.partitions().size() + group.partitionsLeftOut();
    if (members == 0 || group.note() != null) {
      return "none";
    }
    return members < partitions ? "fewer" : members == partitions ? "equal" : "more";
  }
}
