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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SilenceTextTests {

  private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");
  private static final Duration TEN = Duration.ofSeconds(10);

  private final OwnershipTimeline ownership =
      new OwnershipTimeline(
          new OwnershipListener() {
            @Override
            public void released(int partition, Owner owner, Instant at) {}

            @Override
            public void taken(int partition, Owner owner, Instant at) {}
          });

  private final List<Partition> partitions = new ArrayList<>();

  @Test
  void saysNothingOfAMemberThatAnswersOrPublishesNothing() {
    Member alive = member("alive", 2, 0);
    Member stranger = new Member("other", "other", "h", 4, List.of(1), List.of(1), 0);

    assertThat(text(TEN, alive, stranger).sentence(alive)).isEmpty();
    assertThat(text(TEN, alive, stranger).outlook(stranger)).isEmpty();
  }

  @Test
  void saysWhenThePartitionsGoToOthersAndHowManyPaymentsWait() {
    Member silent = member("silent", 6, 0, 1);
    Member alive = member("alive", 1, 2);
    owned(silent, 0, 5);
    owned(silent, 1, 4);
    owned(alive, 2, 7);

    assertThat(text(TEN, silent, alive).sentence(silent))
        .contains(
            "silent has not answered for 6 s; at about 10 s its partitions go to others; 9 payments"
                + " wait");
    assertThat(text(TEN, silent, alive).outlook(silent))
        .contains("at about 10 s its partitions go to others; 9 payments wait");
  }

  @Test
  void countsOneAsOne() {
    Member silent = member("silent", 6, 0);
    owned(silent, 0, 1);

    assertThat(text(TEN, silent, member("alive", 1, 2)).outlook(silent))
        .contains("at about 10 s its partition goes to another; 1 payment waits");
  }

  @Test
  void promisesNoOtherConsumerWhereThereIsNone() {
    Member one = member("one", 6, 0, 1);
    Member two = member("two", 7, 2);

    assertThat(text(TEN, one, two).outlook(one))
        .contains("at about 10 s its partitions have no consumer");
    assertThat(text(TEN, one, two).outlook(two))
        .contains("at about 10 s its partition has no consumer");
  }

  @Test
  void anIdleMemberHasNothingToGiveUp() {
    Member idle = member("idle", 6);

    assertThat(text(TEN, idle, member("alive", 1, 0)).outlook(idle))
        .contains("at about 10 s it is put out of the group");
  }

  /** Such a member still sends heartbeats, or the coordinator was changed meanwhile. */
  @Test
  void promisesNothingAfterTheTimeout() {
    Member silent = member("silent", 25, 0);

    assertThat(text(TEN, silent, member("alive", 1, 1)).sentence(silent))
        .contains(
            "silent has not answered for 25 s; longer than the group's session time-out of 10 s");
  }

  @Test
  void namesNoTimeoutThatIsNotKnown() {
    Member silent = member("silent", 6, 0);

    assertThat(text(null, silent, member("alive", 1, 1)).outlook(silent))
        .contains("it will return, or be declared gone");
  }

  private SilenceText text(@Nullable Duration timeout, Member... members) {
    GroupDetails group =
        new GroupDetails(
            "group",
            "Stable",
            "Consumer",
            4,
            4,
            List.of(members),
            partitions,
            "payment-done",
            List.of("payment-done"),
            0);
    return new SilenceText(group, ownership, timeout, NOW);
  }

  /** A member that published an event so many seconds ago. */
  private Member member(String id, int secondsAgo, Integer... owned) {
    ownership.onEvent(
        new GroupEventRecord(
            new GroupEvent(Kind.PROGRESS, "group", id, id, List.of()),
            NOW.minusSeconds(secondsAgo)));
    return new Member(id, id, "127.0.0.1", 4, List.of(owned), List.of(owned), 0);
  }

  private void owned(Member owner, int partition, long lag) {
    partitions.add(
        new Partition(
            partition, owner.memberId(), owner.clientId(), 0L, lag, lag, "payment-done", 0, 0, 0));
  }
}
