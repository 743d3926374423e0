package io.paymentdone.console.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportedAssignmentsTests {

  private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

  private final ReportedAssignments assignments = new ReportedAssignments();

  @Test
  void confirmsNothingBeforeTheFirstAnswer() {
    assertThat(assignments.confirmed(event("a", 0))).isNull();
  }

  @Test
  void takesTheClientIdFromTheCoordinator() {
    poll(0, member("a", List.of(0)));

    GroupEvent confirmed = Objects.requireNonNull(assignments.confirmed(event("a", 0))).event();

    assertThat(confirmed.clientId()).isEqualTo("client-a");
    assertThat(confirmed.memberId()).isEqualTo("a");
  }

  @Test
  void confirmsThePartitionsThatTheMemberHasOrIsToHave() {
    poll(0, member("a", List.of(0), 2), member("b", List.of(1)));

    assertThat(partitions(assignments.confirmed(event("a", 0, 1, 2)))).containsExactly(0, 2);
    assertThat(assignments.confirmed(event("a", 1))).isNull();
    assertThat(partitions(assignments.confirmed(event("a")))).isEmpty();
    assertThat(assignments.confirmed(event("stranger"))).isNull();
  }

  @Test
  void rejectsWhatNoLaterAnswerConfirms() {
    poll(0, member("a", List.of(0)), member("b", List.of(1)));
    assignments.hold(event("a", 0, 1), NOW);
    assignments.hold(event("stranger", 1), NOW);

    assertThat(poll(1, member("a", List.of(0)), member("b", List.of(1)))).isEmpty();
    assertThat(assignments.drainRejected()).isZero();
    assertThat(poll(11, member("a", List.of(0)), member("b", List.of(1)))).isEmpty();
    assertThat(assignments.drainRejected()).isEqualTo(2);
    assertThat(assignments.drainRejected()).isZero();
  }

  @Test
  void keepsEventsOfAJoiningMemberUntilTheCoordinatorReportsIt() {
    poll(0, member("a", List.of(0)));
    assignments.hold(event("b", 1), NOW);
    assignments.hold(event("b", 1, 2), NOW);

    assertThat(poll(1, member("a", List.of(0)), member("b", List.of(1, 2))))
        .extracting(ReportedAssignmentsTests::partitions)
        .containsExactly(List.of(1), List.of(1, 2));
    assertThat(poll(2, member("a", List.of(0)), member("b", List.of(1, 2)))).isEmpty();
  }

  @Test
  void keepsAPartThatTheCoordinatorDoesNotConfirmYet() {
    poll(0, member("a", List.of(0)));
    assignments.hold(event("a", 0, 1), NOW);

    assertThat(poll(1, member("a", List.of(0), 1)))
        .extracting(ReportedAssignmentsTests::partitions)
        .containsExactly(List.of(1));
  }

  /** The coordinator does not report a partition that its owner is giving up. */
  @Test
  void confirmsTheLastOwnerUntilAnotherIsReported() {
    poll(0, member("a", List.of(0)));
    for (int second = 1; second < 60; second++) {
      poll(second, member("a", List.of()), member("b", List.of(), 0));
    }
    assertThat(assignments.confirmed(event("a", 0))).isNotNull();

    poll(60, member("a", List.of()), member("b", List.of(0)));

    assertThat(assignments.confirmed(event("a", 0))).isNull();
    assertThat(assignments.confirmed(event("b", 0))).isNotNull();
  }

  @Test
  void confirmsARemovedMemberForSomeSeconds() {
    poll(0, member("killed", List.of(0)));
    poll(14, member("a", List.of(0)));
    assertThat(assignments.confirmed(event("killed", 0))).isNotNull();

    poll(16, member("a", List.of(0)));

    assertThat(assignments.confirmed(event("killed", 0))).isNull();
    assertThat(assignments.confirmed(event("killed"))).isNull();
  }

  @Test
  void boundsTheWaitingEvents() {
    poll(0);
    for (int i = 0; i < 100_000; i++) {
      assignments.hold(event("stranger-" + i, 1), NOW);
    }
    for (int i = 0; i < 1_000; i++) {
      assignments.hold(event("stranger-99999", 1), NOW);
    }
    Member[] latest =
        IntStream.range(98_500, 100_000)
            .mapToObj(i -> member("stranger-" + i, List.of(1)))
            .toArray(Member[]::new);

    assertThat(poll(2, latest)).hasSize(256);
    assertThat(assignments.drainRejected()).isEqualTo(101_000 - 256);
  }

  private List<GroupEventRecord> poll(long second, Member... members) {
    GroupDetails group =
        new GroupDetails(
            "group",
            "Stable",
            "Consumer",
            1,
            1,
            List.of(members),
            List.of(),
            "payment-done",
            List.of("payment-done"),
            0);
    return assignments.onPoll(group, NOW.plusSeconds(second));
  }

  private static Member member(String id, List<Integer> partitions, Integer... further) {
    List<Integer> target = Stream.concat(partitions.stream(), Stream.of(further)).toList();
    return new Member(id, "client-" + id, "127.0.0.1", 1, partitions, target, 0);
  }

  private static List<Integer> partitions(@Nullable GroupEventRecord record) {
    return Objects.requireNonNull(record).event().partitions().stream()
        .map(PartitionProgress::partition)
        .toList();
  }

  private static GroupEventRecord event(String member, Integer... partitions) {
    return new GroupEventRecord(
        new GroupEvent(
            Kind.PROGRESS,
            "group",
            member,
            "spoofed",
            Stream.of(partitions).map(p -> new PartitionProgress(p, null, 0, null)).toList()),
        NOW);
  }
}
