package io.paymentdone.console.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownMembersTests {

  private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

  private final KnownMembers members = new KnownMembers();

  @Test
  void acceptsAllEventsBeforeTheFirstPoll() {
    assertThat(members.admits(event("killed-before-the-console-started", 0))).isTrue();
  }

  @Test
  void rejectsEventsOfMembersThatTheCoordinatorDoesNotReport() {
    members.onPoll(Set.of("a"), NOW);

    assertThat(members.admits(event("a", 1))).isTrue();
    assertThat(members.admits(event("stranger", 1))).isFalse();
    assertThat(members.onPoll(Set.of("a"), NOW.plusSeconds(2))).isEmpty();
  }

  @Test
  void keepsEventsOfAJoiningMemberUntilTheCoordinatorReportsIt() {
    members.onPoll(Set.of("a"), NOW);
    GroupEventRecord first = event("b", 1);
    GroupEventRecord second = event("b", 2);
    assertThat(members.admits(first)).isFalse();
    assertThat(members.admits(second)).isFalse();

    assertThat(members.onPoll(Set.of("a", "b"), NOW.plusSeconds(3))).containsExactly(first, second);

    assertThat(members.onPoll(Set.of("a", "b"), NOW.plusSeconds(4))).isEmpty();
    assertThat(members.admits(event("b", 5))).isTrue();
  }

  @Test
  void acceptsEventsOfARemovedMemberForAQuarterOfAnHour() {
    members.onPoll(Set.of("a", "killed"), NOW);
    members.onPoll(Set.of("a"), NOW.plusSeconds(10));
    assertThat(members.admits(event("killed", 9))).isTrue();

    members.onPoll(Set.of("a"), NOW.plusSeconds(1_000));

    assertThat(members.admits(event("killed", 1_001))).isFalse();
  }

  @Test
  void boundsTheWaitingEventsOfUnknownMembers() {
    members.onPoll(Set.of(), NOW);
    for (int i = 0; i < 100_000; i++) {
      assertThat(members.admits(event("stranger-" + i, 1))).isFalse();
    }
    Set<String> latest =
        java.util.stream.IntStream.range(98_500, 100_000)
            .mapToObj(i -> "stranger-" + i)
            .collect(java.util.stream.Collectors.toSet());

    assertThat(members.onPoll(latest, NOW.plusSeconds(2))).hasSize(256);
  }

  private static GroupEventRecord event(String member, long second) {
    return new GroupEventRecord(
        new GroupEvent(Kind.PROGRESS, "group", member, member, List.of()), NOW.plusSeconds(second));
  }
}
