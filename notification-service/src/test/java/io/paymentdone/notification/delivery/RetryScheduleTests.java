package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTests {

  private final RetrySchedule schedule =
      new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofMinutes(5)), new Random(1));

  @Test
  void spreadsRetriesByAFifth() {
    for (int draw = 0; draw < 1_000; draw++) {
      assertThat(schedule.after(1)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
      assertThat(schedule.after(2)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
    }
  }

  @Test
  void endsAfterTheLastDelay() {
    assertThat(schedule.after(3)).isNull();
  }
}
