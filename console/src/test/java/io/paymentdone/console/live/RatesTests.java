package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTests {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Rates rates = new Rates();

  /** Ten records a second, for so many seconds. */
  private void run(int seconds) {
    for (int i = 0; i <= seconds; i++) {
      long offset = 10L * i;
      rates.observe(
          List.of(new Partition(0, "id", "name", offset, offset, i % 5, "payment-done", 0, 0, 0)),
          START.plusSeconds(i));
    }
  }

  @Test
  void keepsFifteenMinutesAndNoMore() {
    run(3_600);

    assertThat(rates.points()).hasSizeBetween(400, 450);
    assertThat(Duration.between(rates.points().getFirst().at(), rates.points().getLast().at()))
        .isBetween(Duration.ofMinutes(14).plusSeconds(50), Duration.ofMinutes(15));
  }

  @Test
  void keepsTheNewestAsTheyWereTaken() {
    run(3_600);

    List<RatePoint> newest = rates.points().reversed().subList(0, 300);
    for (int i = 1; i < newest.size(); i++) {
      assertThat(Duration.between(newest.get(i).at(), newest.get(i - 1).at())).hasSeconds(1);
    }
  }

  @Test
  void mergesOlderOnesToTheirAverageAndTheHighestLag() {
    run(600);

    assertThat(rates.points().getFirst())
        .isEqualTo(new RatePoint(START.plusSeconds(5), List.of(10.0), List.of(10.0), List.of(4L)));
  }
}
