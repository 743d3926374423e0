package io.paymentdone.console.rebalances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CardsTests {

  private static final Instant NOW = Instant.parse("2026-11-29T18:00:00Z");
  private static final int SIZE = 2_000;

  private final Cards cards = new Cards();

  @Test
  void neverReplacesWhatTheConsoleSaw() {
    cards.addSeen(card("one", 0, 4, 5), SIZE);
    Rebalance forged = card("one", 60, 5, 6).asRecorded();

    assertThatThrownBy(() -> cards.addRecorded(forged, SIZE)).hasMessageContaining("differs");

    assertThat(cards.find("one")).contains(card("one", 0, 4, 5));
  }

  @Test
  void keepsWhatTheConsoleSawHoweverManyTheTopicHas() {
    cards.addSeen(card("seen", 0, 1, 2), SIZE);

    for (int i = 1; i <= 5_000; i++) {
      cards.addRecorded(card("forged-" + i, i, i + 1, i + 2).asRecorded(), SIZE);
    }

    assertThat(cards.find("seen")).isPresent();
    assertThat(cards.newestSeen("group", 10)).containsExactly(card("seen", 0, 1, 2));
    assertThat(cards.newest("group", 10_000)).hasSize(Cards.RECORDED_MAX_PER_GROUP + 1);
    assertThat(cards.newest("group", 1).getFirst().id()).isEqualTo("forged-5000");
  }

  @Test
  void takesOneRecordedCardPerSecond() {
    cards.addRecorded(card("one", 0, 4, 5).asRecorded(), SIZE);

    assertThatThrownBy(() -> cards.addRecorded(card("two", 0, 5, 6).asRecorded(), SIZE))
        .hasMessageContaining("that second");
    assertThatThrownBy(() -> cards.addRecorded(card("two", -9, 5, 6).asRecorded(), SIZE))
        .hasMessageContaining("that second");
    cards.addRecorded(card("two", 1, 5, 6).asRecorded(), SIZE);

    assertThat(cards.newest("group", 10)).extracting(Rebalance::id).containsExactly("two", "one");
  }

  @Test
  void takesRecordedCardsWithRisingEpochsOnly() {
    cards.addSeen(card("seen", 0, 56, 57), SIZE);

    assertThatThrownBy(() -> cards.addRecorded(card("again", 9, 56, 57).asRecorded(), SIZE))
        .hasMessageContaining("epoch 57");
    assertThatThrownBy(() -> cards.addRecorded(card("earlier", 9, 20, 21).asRecorded(), SIZE))
        .hasMessageContaining("epoch 57");
    // A group of the classic protocol has no epochs, and one that was created again has low ones.
    assertThatCode(
            () -> {
              cards.addRecorded(card("later", 10, 57, 59).asRecorded(), SIZE);
              cards.addRecorded(card("created-again", 20, 2, 3).asRecorded(), SIZE);
              cards.addRecorded(card("classic", 30, null, null).asRecorded(), SIZE);
            })
        .doesNotThrowAnyException();
  }

  private static Rebalance card(
      String id, int second, @Nullable Integer epochBefore, @Nullable Integer epochAfter) {
    Instant at = NOW.plusSeconds(second);
    return new Rebalance(
        id,
        "group",
        at,
        at,
        true,
        false,
        List.of(),
        epochBefore,
        epochAfter,
        3,
        3,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        List.of(),
        false);
  }
}
