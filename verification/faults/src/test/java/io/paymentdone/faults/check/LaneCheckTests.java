package io.paymentdone.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.LaneCheck.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each way in which deliveries can break I5 is seen. */
class LaneCheckTests {

  private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID A = UUID.randomUUID();
  private static final UUID B = UUID.randomUUID();
  private static final UUID C = UUID.randomUUID();
  private static final List<DueEntry> FEED = List.of(due(A, "ann"), due(B, "ann"), due(C, "bob"));

  private final LaneCheck lanes = new LaneCheck();

  @Test
  void holdsForLanesInOrderWhateverComesBetween() {
    take(A, "ann", 1, null, 10);
    take(C, "bob", 1, null, 30);
    take(B, "ann", 2, A, 20);

    assertThat(lanes.hasAll(FEED)).isTrue();
    assertThat(lanes.violations(FEED)).isEmpty();
    assertThat(lanes.lags(FEED))
        .containsExactly(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(30));
  }

  @Test
  void seesMissingEntries() {
    take(A, "ann", 1, null, 10);

    assertThat(lanes.hasAll(FEED)).isFalse();
    assertThat(lanes.violations(FEED))
        .containsExactlyInAnyOrder("ann got 1 of 2 entries", "bob got 0 of 1 entries");
  }

  @Test
  void seesRepetition() {
    take(A, "ann", 1, null, 10);
    take(A, "ann", 1, null, 20);

    assertThat(lanes.violations(List.of())).containsExactly("ann got entry " + A + " again");
  }

  @Test
  void seesHolesAndOvertaking() {
    take(B, "ann", 2, A, 10);
    take(A, "ann", 1, null, 20);

    assertThat(lanes.violations(List.of())).hasSize(2);
    assertThat(lanes.violations(List.of(FEED.get(0), FEED.get(1))))
        .contains("ann got the entries in another order than the feed has");
  }

  @Test
  void seesAnotherPreviousEntry() {
    take(A, "ann", 1, null, 10);
    take(B, "ann", 2, C, 20);

    assertThat(lanes.violations(List.of()))
        .singleElement()
        .asString()
        .startsWith("ann got sequence 2 after 1");
  }

  @Test
  void seesOrderThatIsNotTheFeeds() {
    take(B, "ann", 1, null, 10);
    take(A, "ann", 2, B, 20);

    assertThat(lanes.violations(List.of(FEED.get(0), FEED.get(1))))
        .containsExactly("ann got the entries in another order than the feed has");
  }

  private void take(UUID id, String user, long sequence, @Nullable UUID previous, long lagMillis) {
    lanes.take(new Taken(id, user, sequence, previous, RECEIVED.plusMillis(lagMillis)));
  }

  private static DueEntry due(UUID id, String user) {
    return new DueEntry(id, user, RECEIVED);
  }
}
