package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeftoverScheduleTests {

  private final LeftoverSchedule schedule = new LeftoverSchedule();
  private Instant now = Instant.EPOCH;

  @Test
  void looksOnceForEachQuestion() {
    assertThat(schedule.take(now)).isFalse();
    schedule.ask();

    assertThat(schedule.take(now)).isTrue();
    assertThat(schedule.take(now)).isFalse();
  }

  @Test
  void looksMoreSeldomWhileSomethingStays() {
    schedule.ask();
    int looks = 0;
    for (int second = 0; second < 600; second++) {
      if (schedule.take(now)) {
        looks++;
        schedule.remains(now);
      }
      now = now.plusSeconds(1);
    }

    assertThat(looks).isBetween(20, 26);
    assertThat(schedule.take(now.plus(LeftoverSchedule.PAUSE_MAX))).isTrue();
  }

  @Test
  void looksAtOnceAfterAnotherEnd() {
    schedule.ask();
    for (int look = 0; look < 10; look++) {
      now = now.plus(LeftoverSchedule.PAUSE_MAX);
      assertThat(schedule.take(now)).isTrue();
      schedule.remains(now);
    }
    assertThat(schedule.take(now)).isFalse();

    schedule.ask();
    assertThat(schedule.take(now)).isTrue();
    schedule.remains(now);
    assertThat(schedule.take(now.plus(Duration.ofSeconds(1)))).isTrue();
  }
}
