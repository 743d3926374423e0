package io.paymentdone.console.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.traffic.FeedAudit.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrafficRunTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final List<Rebalance> rebalances =
      List.of(
          rebalance(NOON.minusSeconds(1), 9_000),
          rebalance(NOON, 600),
          rebalance(NOON.plusSeconds(60), 700),
          rebalance(NOON.plusSeconds(61), 8_000));

  @Test
  void countsTheRebalancesThatBeganMeanwhileOnly() {
    assertThat(TrafficRun.longestGap(rebalances, NOON, NOON.plusSeconds(60))).isEqualTo(700);
    assertThat(TrafficRun.longestGap(rebalances, NOON.plusSeconds(1), NOON.plusSeconds(59)))
        .isNull();
  }

  @Test
  void countsAllSinceTheStartOfARunThatGoesOn() {
    assertThat(TrafficRun.longestGap(rebalances, NOON, null)).isEqualTo(8_000);
  }

  @Test
  void callsLostOnlyWhatTheGroupHasRead() {
    UUID read = UUID.randomUUID();
    Finding missing = new Finding(8, 0, 0, Set.of(read, UUID.randomUUID()));

    assertThat(TrafficRun.countLost(missing, Optional.of(read::equals))).isEqualTo(1);
    assertThat(TrafficRun.countLost(missing, Optional.empty())).isNull();
    assertThat(TrafficRun.countLost(new Finding(8, 0, 0, Set.of()), Optional.empty())).isZero();
  }

  private static Rebalance rebalance(Instant at, long gapMillis) {
    return new Rebalance(
        "rebalance",
        "group",
        at,
        at,
        true,
        false,
        List.of(),
        1,
        2,
        3,
        3,
        List.of(),
        List.of(),
        List.of(),
        gapMillis,
        null,
        List.of(),
        false);
  }
}
