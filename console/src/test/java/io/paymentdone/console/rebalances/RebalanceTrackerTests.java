package io.paymentdone.console.rebalances;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.console.rebalances.Rebalance.Cause;
import io.paymentdone.console.rebalances.Rebalance.Move;
import io.paymentdone.console.rebalances.Rebalance.Phase;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.console.rebalances.Rebalance.Unaffected;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Plays answers of the coordinator and events of members, with times, and checks the rebalances.
 */
class RebalanceTrackerTests {

  private static final Instant START = Instant.parse("2026-11-22T18:00:00Z");

  private final List<Rebalance> cards = new ArrayList<>();
  private final RebalanceTracker tracker = new RebalanceTracker("group", cards::add);
  private int epoch = 1;
  private String state = "Stable";
  private int partitions = 3;
  private long lag;

  @BeforeEach
  void threeMembersHaveOnePartitionEach() {
    assigned(0, "a", 0);
    assigned(0, "b", 1);
    assigned(0, "c", 2);
    observe(10, Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2)));
    assertThat(cards).isEmpty();
  }

  @Test
  void aMemberThatStaysIdleMovesNothing() {
    epoch++;
    observe(1_000, Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2), "d", List.of()));
    progress(1_200, "a", 0, 9, 30L);
    observe(4_000, Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2), "d", List.of()));

    Rebalance card = cards.getLast();
    assertThat(card.complete()).isTrue();
    assertThat(card.triggers())
        .singleElement()
        .satisfies(trigger -> assertThat(trigger.cause()).isEqualTo(Cause.JOIN));
    assertThat(card.epochBefore()).isEqualTo(1);
    assertThat(card.epochAfter()).isEqualTo(2);
    assertThat(card.moves()).isEmpty();
    assertThat(card.unaffected())
        .containsExactly(
            new Unaffected(0, "a", 30L, 9),
            new Unaffected(1, "b", null, 0),
            new Unaffected(2, "c", null, 0));
  }

  @Test
  void eventsThatTheCoordinatorDoesNotConfirmAreNoRebalance() {
    Map<String, List<Integer>> members = Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2));
    for (int i = 0; i < 6; i++) {
      assigned(1_000 + i, "a", i % 3);
      progress(1_100 + i, "a", i % 3, 1_000_000, 99_999_999L);
    }
    assertThat(tracker.isRebalanceConfirmed()).isFalse();
    for (int millis = 1_200; millis < 40_000; millis += 1_000) {
      observe(millis, members);
    }

    assertThat(cards).isEmpty();
    assertThat(tracker.isRebalancing()).isFalse();
    assertThat(tracker.ownership().owner(2).orElseThrow().memberId()).isEqualTo("c");
  }

  @Test
  void aMemberThatLeavesHandsItsPartitionOver() {
    event(1_000, Kind.LEAVING, "c");
    event(1_010, Kind.REVOKED, "c", new PartitionProgress(2, 41L, 1, 5L));
    epoch++;
    observe(1_100, Map.of("a", List.of(0), "b", List.of(1)));
    assigned(1_610, "b", 2);
    progress(1_700, "b", 2, 12, 660L);
    observe(1_800, Map.of("a", List.of(0), "b", List.of(1, 2)));
    observe(5_000, Map.of("a", List.of(0), "b", List.of(1, 2)));

    Rebalance card = cards.getLast();
    assertThat(card.complete()).isTrue();
    assertThat(card.steps()).contains(new Rebalance.Step(at(1_010), "c gives up partition 2"));
    assertThat(card.triggers())
        .singleElement()
        .satisfies(trigger -> {
          assertThat(trigger.cause()).isEqualTo(Cause.LEAVE);
          assertThat(trigger.clientId()).isEqualTo("c");
        });
    assertThat(card.moves())
        .containsExactly(new Move(2, "c", "b", at(1_010), at(1_610), 600L, 660L, 13, "c", "b"));
    assertThat(card.ownershipGapMillisMax()).isEqualTo(600);
    assertThat(card.dataGapMillisMax()).isEqualTo(660);
    assertThat(card.unaffected()).extracting(Unaffected::partition).containsExactly(0, 1);
  }

  /** Clients of one configuration all have its client id. */
  @Test
  void membersOfEqualClientIdsAreToldApart() {
    partitions = 2;
    RebalanceTracker equal = new RebalanceTracker("group", cards::add);
    equal.onPoll(group(Map.of("aaaaa1", List.of(0), "bbbbb2", List.of(1)), "app"), at(0));
    epoch++;
    equal.onPoll(group(Map.of("aaaaa1", List.of(0, 1), "bbbbb2", List.of()), "app"), at(1_000));
    equal.onPoll(group(Map.of("aaaaa1", List.of(0, 1), "bbbbb2", List.of()), "app"), at(4_000));

    Rebalance card = cards.getLast();
    assertThat(card.moves())
        .singleElement()
        .satisfies(move -> {
          assertThat(move.from()).isEqualTo("app").isEqualTo(move.to());
          assertThat(move.fromMemberId()).isEqualTo("bbbbb2");
          assertThat(move.toMemberId()).isEqualTo("aaaaa1");
        });
    assertThat(card.steps())
        .extracting(Rebalance.Step::text)
        .contains("app ·bbbb2 gives up partition 1", "app ·aaaa1 takes over partition 1");
  }

  @Test
  void aKilledMembersGapStartsWithItsLastEvent() {
    progress(2_000, "c", 2, 4, 10L);
    progress(2_200, "a", 0, 4, 10L);
    epoch++;
    assigned(12_100, "a", 2);
    progress(12_300, "a", 2, 40, 10_150L);
    observe(12_400, Map.of("a", List.of(0, 2), "b", List.of(1)));
    observe(15_000, Map.of("a", List.of(0, 2), "b", List.of(1)));

    Rebalance card = cards.getLast();
    assertThat(card.complete()).isTrue();
    assertThat(card.startedAt()).isEqualTo(at(12_100));
    assertThat(card.triggers())
        .singleElement()
        .satisfies(trigger -> {
          assertThat(trigger.cause()).isEqualTo(Cause.TIMEOUT);
          assertThat(trigger.silentMillis()).isEqualTo(10_100);
        });
    assertThat(card.moves())
        .containsExactly(
            new Move(2, "c", "a", at(2_000), at(12_100), 10_100L, 10_150L, 40, "c", "a"));
    assertThat(card.phases().getFirst().phase()).isEqualTo("silence");
    assertThat(card.steps())
        .contains(new Rebalance.Step(at(2_000), "last event of c, the consumer of partition 2"));
  }

  @Test
  void aKilledMembersSilenceGoesOnWhileAnotherJoins() {
    progress(2_000, "c", 2, 4, 10L);
    state = "Reconciling";
    epoch++;
    observe(5_000, Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2), "d", List.of()));
    observe(11_800, Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2), "d", List.of()));
    state = "Stable";
    epoch++;
    observe(12_000, Map.of("a", List.of(0), "b", List.of(1), "d", List.of(2)));

    Rebalance card = cards.getLast();
    assertThat(card.startedAt()).isEqualTo(at(5_000));
    assertThat(card.triggers())
        .containsExactlyInAnyOrder(
            new Trigger(Cause.TIMEOUT, "c", "c", 10_000L), new Trigger(Cause.JOIN, "d", "d", null));
    assertThat(card.phases()).startsWith(new Phase("silence", at(2_000), at(12_000)));
  }

  @Test
  void aMemberThatIsKilledDuringARebalanceWasSilentToo() {
    state = "Reconciling";
    epoch++;
    observe(1_000, Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2), "d", List.of()));
    progress(3_000, "c", 2, 4, 10L);
    observe(12_900, Map.of("a", List.of(0), "b", List.of(1), "c", List.of(2), "d", List.of()));
    epoch++;
    observe(13_000, Map.of("a", List.of(0), "b", List.of(1), "d", List.of(2)));

    assertThat(cards.getLast().triggers()).contains(new Trigger(Cause.TIMEOUT, "c", "c", 10_000L));
  }

  @Test
  void eachOfTwoKilledMembersHasItsOwnSilence() {
    progress(2_000, "c", 2, 4, 10L);
    progress(5_000, "b", 1, 4, 10L);
    state = "Reconciling";
    epoch++;
    observe(12_000, Map.of("a", List.of(0), "b", List.of(1)));
    observe(14_800, Map.of("a", List.of(0), "b", List.of(1)));
    epoch++;
    observe(15_000, Map.of("a", List.of(0)));

    assertThat(cards.getLast().triggers())
        .containsExactlyInAnyOrder(
            new Trigger(Cause.TIMEOUT, "c", "c", 10_000L),
            new Trigger(Cause.TIMEOUT, "b", "b", 10_000L));
    assertThat(cards.getLast().phases()).startsWith(new Phase("silence", at(2_000), at(12_000)));
  }

  @Test
  void withoutRecordsThereIsNoTrafficAndNotAGapOfZero() {
    event(1_000, Kind.LEAVING, "c");
    event(1_010, Kind.REVOKED, "c", new PartitionProgress(2, null, 0, null));
    epoch++;
    assigned(1_610, "b", 2);
    observe(1_800, Map.of("a", List.of(0), "b", List.of(1, 2)));
    observe(5_000, Map.of("a", List.of(0), "b", List.of(1, 2)));

    Rebalance card = cards.getLast();
    assertThat(card.complete()).isTrue();
    assertThat(card.fromOutside()).isFalse();
    assertThat(card.dataGapMillisMax()).isNull();
    assertThat(card.ownershipGapMillisMax()).isEqualTo(600);
  }

  @Test
  void waitsForTheFirstRecordsOfAMovedPartitionThatHasABacklog() {
    event(1_000, Kind.REVOKED, "c", new PartitionProgress(2, null, 0, null));
    epoch++;
    assigned(1_500, "b", 2);
    lag = 50;
    observe(1_800, Map.of("a", List.of(0), "b", List.of(1, 2)));
    observe(9_000, Map.of("a", List.of(0), "b", List.of(1, 2)));
    assertThat(cards.getLast().complete()).isFalse();

    progress(9_100, "b", 2, 50, 8_000L);
    lag = 0;
    observe(9_200, Map.of("a", List.of(0), "b", List.of(1, 2)));

    assertThat(cards.getLast().complete()).isTrue();
    assertThat(cards.getLast().dataGapMillisMax()).isEqualTo(8_000);
  }

  @Test
  void membersThatPublishNoEventsAreJudgedByTheCoordinatorAlone() {
    partitions = 2;
    List<Rebalance> others = new ArrayList<>();
    RebalanceTracker classic = new RebalanceTracker("classic", others::add);
    classic.onPoll(group(Map.of("x", List.of(0), "y", List.of(1))), at(0));
    epoch++;
    classic.onPoll(group(Map.of("x", List.of(0, 1))), at(1_000));
    classic.onPoll(group(Map.of("x", List.of(0, 1))), at(4_000));

    Rebalance card = others.getLast();
    assertThat(card.triggers())
        .singleElement()
        .satisfies(trigger -> assertThat(trigger.cause()).isEqualTo(Cause.GONE));
    assertThat(card.moves())
        .singleElement()
        .satisfies(move -> {
          assertThat(move.partition()).isEqualTo(1);
          assertThat(move.from()).isEqualTo("y");
          assertThat(move.to()).isEqualTo("x");
          // Both changes were seen in one poll, so the gap is unknown, and not 0.
          assertThat(move.ownershipGapMillis()).isNull();
        });
    assertThat(card.fromOutside()).isTrue();
    assertThat(card.unaffected()).isEmpty();
    assertThat(card.phases()).isEmpty();
  }

  /** The next one may join before the first has published an event. */
  @Test
  void knowsTheGroupAgainAfterAllWereKilled() {
    progress(2_000, "a", 0, 4, 10L);
    state = "Empty";
    epoch++;
    observe(12_100, Map.of());
    observe(15_000, Map.of());
    assertThat(cards.getLast().complete()).isTrue();

    state = "Stable";
    epoch++;
    observe(20_000, Map.of("d", List.of(0, 1, 2)));
    assertThat(cards.getLast().triggers()).extracting(Trigger::memberId).containsExactly("d");
    assertThat(cards.getLast().fromOutside()).isFalse();
    epoch++;
    observe(20_400, Map.of("d", List.of(0, 1), "e", List.of(2)));

    Rebalance first = cards.stream().filter(card -> card.membersBefore() == 0).toList().getLast();
    assertThat(first.complete()).isTrue();
    assertThat(first.fromOutside()).isFalse();
    // Nobody had them, so how long that was is known by the rebalance before.
    assertThat(first.moves())
        .hasSize(3)
        .allSatisfy(move -> {
          assertThat(move.from()).isNull();
          assertThat(move.ownershipGapMillis()).isNull();
        });
  }

  private static Instant at(long millis) {
    return START.plusMillis(millis);
  }

  private void assigned(long millis, String member, int partition) {
    event(millis, Kind.ASSIGNED, member, new PartitionProgress(partition, null, 0, null));
  }

  private void progress(long millis, String member, int partition, int count, Long wait) {
    event(millis, Kind.PROGRESS, member, new PartitionProgress(partition, 100L, count, wait));
  }

  private void event(long millis, Kind kind, String member, PartitionProgress... partitions) {
    tracker.onEvent(
        new GroupEventRecord(
            new GroupEvent(kind, "group", member, member, List.of(partitions)), at(millis)));
  }

  private void observe(long millis, Map<String, List<Integer>> members) {
    tracker.onPoll(group(members), at(millis));
  }

  private GroupDetails group(Map<String, List<Integer>> members) {
    return group(members, null);
  }

  /** With one client id for all, or with that of each as its member id. */
  private GroupDetails group(Map<String, List<Integer>> members, @Nullable String clientId) {
    Map<Integer, String> owners = new LinkedHashMap<>();
    members.forEach((member, owned) -> owned.forEach(p -> owners.put(p, member)));
    return new GroupDetails(
        "group",
        state,
        "Consumer",
        epoch,
        epoch,
        members.entrySet().stream()
            .map(m ->
                new Member(
                    m.getKey(),
                    clientId == null ? m.getKey() : clientId,
                    "h",
                    epoch,
                    m.getValue(),
                    m.getValue(),
                    0))
            .toList(),
        Stream.of(0, 1, 2)
            .limit(partitions)
            .map(p ->
                new GroupDetails.Partition(
                    p,
                    owners.get(p),
                    clientId == null ? owners.get(p) : clientId,
                    10L,
                    10 + lag,
                    lag,
                    "payment-done",
                    0,
                    0,
                    0))
            .toList(),
        "payment-done",
        List.of("payment-done"),
        0);
  }
}
