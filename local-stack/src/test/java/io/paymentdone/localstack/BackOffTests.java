package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTests {

  private final BackOff backOff = new BackOff();

  @Test
  void doublesUpToHalfAMinuteAndGivesUpInTheEnd() {
    assertThat(Stream.generate(() -> backOff.next(Duration.ZERO)).limit(11))
        .extracting(delay -> delay.map(Duration::toSeconds).orElse(-1L))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L, 30L, 30L, -1L);
    assertThat(backOff.restarts()).isEqualTo(10);
  }

  @Test
  void beginsAnewAfterAMinute() {
    backOff.next(Duration.ZERO);
    backOff.next(Duration.ZERO);

    assertThat(backOff.next(Duration.ofMinutes(1))).isEqualTo(Optional.of(Duration.ofSeconds(1)));
    assertThat(backOff.restarts()).isEqualTo(3);
  }
}
