package io.paymentdone.console.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BrokerClockTests {

  private static final Instant START = Instant.parse("2026-11-30T08:00:00Z");

  private final SetClock own = new SetClock();
  private final BrokerClock clock = new BrokerClock(own);

  @Test
  void isTheConsolesTimeWhileNothingElseIsKnown() {
    assertThat(clock.now()).isEqualTo(START);
  }

  @Test
  void followsTheRecordWithTheLeastDelay() {
    clock.observe(START.plusMillis(3_990));
    clock.observe(START.plusMillis(1_000));
    clock.observe(START.plusMillis(3_950));

    assertThat(clock.now()).isEqualTo(START.plusMillis(3_990));
  }

  @Test
  void followsABrokerWhoseClockIsBehind() {
    clock.observe(START.minusMillis(5_010));

    assertThat(clock.now()).isEqualTo(START.minusMillis(5_010));
  }

  @Test
  void forgetsAClockThatHasBeenSet() {
    clock.observe(START.plusSeconds(60));
    for (int second = 1; second <= 130; second++) {
      own.now = START.plusSeconds(second);
      clock.observe(own.now.minusMillis(10));
    }

    assertThat(clock.now()).isEqualTo(own.now.minusMillis(10));
  }

  @Test
  void keepsWhatItKnowsWithoutFurtherRecords() {
    clock.observe(START.plusSeconds(4));
    own.now = START.plusSeconds(3_600);

    assertThat(clock.now()).isEqualTo(START.plusSeconds(3_604));
    clock.observe(own.now.plusSeconds(3));
    assertThat(clock.now()).isEqualTo(START.plusSeconds(3_604));
  }

  private static final class SetClock extends Clock {

    Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
