package io.paymentdone.console.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.GroupEvent;
import io.paymentdone.events.GroupEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RosterTests {

  private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

  private final Roster roster = new Roster();

  @Test
  void takesAllBeforeTheFirstLook() {
    assertThat(roster.admits(sign("killed-before-the-console-started", 0))).isTrue();
  }

  @Test
  void takesNothingOfWhomTheCoordinatorDoesNotKnow() {
    roster.observe(Set.of("a"), NOW);

    assertThat(roster.admits(sign("a", 1))).isTrue();
    assertThat(roster.admits(sign("stranger", 1))).isFalse();
    assertThat(roster.observe(Set.of("a"), NOW.plusSeconds(2))).isEmpty();
  }

  @Test
  void keepsTheEventsOfWhoJustJoinsUntilTheCoordinatorNamesIt() {
    roster.observe(Set.of("a"), NOW);
    MemberSign first = sign("b", 1);
    MemberSign second = sign("b", 2);
    assertThat(roster.admits(first)).isFalse();
    assertThat(roster.admits(second)).isFalse();

    assertThat(roster.observe(Set.of("a", "b"), NOW.plusSeconds(3))).containsExactly(first, second);

    assertThat(roster.observe(Set.of("a", "b"), NOW.plusSeconds(4))).isEmpty();
    assertThat(roster.admits(sign("b", 5))).isTrue();
  }

  @Test
  void stillBelievesAMemberThatIsGoneForAQuarterOfAnHour() {
    roster.observe(Set.of("a", "killed"), NOW);
    roster.observe(Set.of("a"), NOW.plusSeconds(10));
    assertThat(roster.admits(sign("killed", 9))).isTrue();

    roster.observe(Set.of("a"), NOW.plusSeconds(1_000));

    assertThat(roster.admits(sign("killed", 1_001))).isFalse();
  }

  @Test
  void keepsFewOfManyStrangers() {
    roster.observe(Set.of(), NOW);
    for (int i = 0; i < 100_000; i++) {
      assertThat(roster.admits(sign("stranger-" + i, 1))).isFalse();
    }
    Set<String> latest =
        java.util.stream.IntStream.range(98_500, 100_000)
            .mapToObj(i -> "stranger-" + i)
            .collect(java.util.stream.Collectors.toSet());

    assertThat(roster.observe(latest, NOW.plusSeconds(2))).hasSize(256);
  }

  private static MemberSign sign(String member, long second) {
    return new MemberSign(
        new GroupEvent(Kind.PROGRESS, "group", member, member, List.of()), NOW.plusSeconds(second));
  }
}
