package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.console.ownership.Owner;
import io.paymentdone.console.ownership.OwnershipListener;
import io.paymentdone.console.ownership.OwnershipTimeline;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupStatusTextTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

  private final OwnershipTimeline ownership =
      new OwnershipTimeline(
          new OwnershipListener() {
            @Override
            public void released(int partition, Owner owner, Instant at) {}

            @Override
            public void taken(int partition, Owner owner, Instant at) {}
          });

  @Test
  void namesTheMemberThatHasNotGivenUpAPartition() {
    event("service-2", NOW, 1);

    assertThat(
            sentence(
                "Reconciling",
                member("service-2", List.of(), List.of()),
                member("service-3", List.of(2), List.of(1, 2))))
        .isEqualTo("Waiting for service-2 to give up partition 1.");
  }

  @Test
  void namesTheMemberThatIsToTakeAFreePartition() {
    assertThat(sentence("Reconciling", member("service-3", List.of(2), List.of(1, 2))))
        .isEqualTo("Waiting for service-3 to take over partition 1.");
  }

  @Test
  void namesASilentMemberBeforeWhatElseIsWaitedFor() {
    event("service-1", NOW.minusSeconds(7), 0, 1, 2);

    assertThat(
            sentence(
                "Reconciling",
                member("service-1", List.of(0, 1), List.of(0, 1)),
                member("service-3", List.of(), List.of(2))))
        .isEqualTo(
            "service-1 has not answered for 7 s; it will return, or be declared gone."
                + " Waiting for service-1 to give up partition 2.");
  }

  @Test
  void countsOneAsOne() {
    Member idle = member("a", List.of(), List.of());
    assertThat(sentence("Stable", idle))
        .isEqualTo("Stable: 3 partitions, 1 consumer, so 1 is idle and ready to step in.");
  }

  @Test
  void doesNotCallAllStableWhilePartitionsAreLeftOut() {
    GroupDetails shown = group("Stable", member("a", List.of(0, 1, 2), List.of(0, 1, 2)));
    GroupDetails group =
        new GroupDetails(
            shown.groupId(),
            shown.state(),
            shown.type(),
            shown.groupEpoch(),
            shown.assignmentEpoch(),
            shown.members(),
            shown.partitions(),
            shown.topic(),
            shown.topics(),
            100);

    assertThat(text(group).sentence())
        .isEqualTo(
            "No move going on: one consumer reads all 103 partitions. Only the first 3 of 103"
                + " partitions are looked at: whether the others are read is not known.");
  }

  @Test
  void namesAnotherTopicAndCountsItsReadersAsActive() {
    Member both = new Member("a", "a", "h", 4, List.of(0), List.of(0), 0);
    Member other = new Member("b", "b", "h", 4, List.of(), List.of(), 2);
    List<Partition> one = List.of(new Partition(0, "a", "a", 0L, 0, 0, "orders", 0, 0, 0));

    GroupDetails orders =
        new GroupDetails(
            "group",
            "Stable",
            "Consumer",
            4,
            4,
            List.of(both, other),
            one,
            "orders",
            List.of("orders", "returns"),
            0);

    assertThat(text(orders).sentence())
        .isEqualTo(
            "Stable: 2 consumers, one partition each. The group reads 2 topics; this page shows"
                + " orders.");
  }

  @Test
  void isNotStableWhileAPartitionIsStalled() {
    String stall = "Partition 1: 191 waiting, nothing read for 28 s";
    GroupDetails group = group("Stable", member("m", List.of(0, 1, 2), List.of(0, 1, 2)));

    assertThat(text(group, stall).sentence())
        .isEqualTo("Partition 1: 191 waiting, nothing read for 28 s.");
  }

  @Test
  void tellsTheThreeCases() {
    Member one = member("service-1", List.of(0, 1, 2), List.of(0, 1, 2));
    assertThat(text("Stable", one).situation()).isEqualTo("fewer");
    Member a = member("a", List.of(0), List.of(0));
    Member b = member("b", List.of(1), List.of(1));
    Member c = member("c", List.of(2), List.of(2));
    Member idle = member("d", List.of(), List.of());
    assertThat(text("Stable", a, b, c).situation()).isEqualTo("equal");
    assertThat(text("Stable", a, b, c, idle).situation()).isEqualTo("more");
    assertThat(sentence("Stable", a, b, c, idle))
        .isEqualTo("Stable: 3 partitions, 4 consumers, so 1 is idle and ready to step in.");
    assertThat(text("Empty").situation()).isEqualTo("none");
  }

  private String sentence(String state, Member... members) {
    return text(state, members).sentence();
  }

  private GroupStatusText text(String state, Member... members) {
    return text(group(state, members));
  }

  private GroupStatusText text(GroupDetails group, String... faults) {
    SilenceText silences = new SilenceText(group, ownership, null, NOW);
    return new GroupStatusText(group, ownership, List.of(faults), silences);
  }

  private static GroupDetails group(String state, Member... members) {
    List<Partition> partitions =
        IntStream.range(0, 3)
            .mapToObj(p -> new Partition(p, null, null, 0L, 0, 0, "payment-done", 0, 0, 0))
            .toList();
    return new GroupDetails(
        "group",
        state,
        "Consumer",
        4,
        4,
        List.of(members),
        partitions,
        "payment-done",
        List.of(),
        0);
  }

  private static Member member(String id, List<Integer> partitions, List<Integer> target) {
    return new Member(id, id, "127.0.0.1", 4, partitions, target, 0);
  }

  private void event(String member, Instant at, Integer... partitions) {
    ownership.onEvent(
        new GroupEventRecord(
            new GroupEvent(
                Kind.PROGRESS,
                "group",
                member,
                member,
                IntStream.range(0, partitions.length)
                    .mapToObj(i ->
                        new io.paymentdone.events.group.PartitionProgress(
                            partitions[i], null, 0, null))
                    .toList()),
            at));
  }
}
