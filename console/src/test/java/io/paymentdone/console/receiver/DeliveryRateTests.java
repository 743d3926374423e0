package io.paymentdone.console.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DeliveryRateTests {

  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final DeliveryRate rate = new DeliveryRate(clock);

  @Test
  void countsWholeSecondsAndForgetsThem() {
    add(20);
    assertThat(rate.perSecond()).isZero();

    pass(1);
    add(3);
    assertThat(rate.perSecond()).isEqualTo(4);

    pass(1);
    assertThat(rate.perSecond()).isEqualTo(4.6);

    pass(4);
    assertThat(rate.perSecond()).isEqualTo(0.6);

    pass(1);
    assertThat(rate.perSecond()).isZero();
  }

  @Test
  void isZeroAfterAPause() {
    add(20);
    pass(3_600);

    assertThat(rate.perSecond()).isZero();
  }

  private void add(int deliveries) {
    for (int i = 0; i < deliveries; i++) {
      rate.add();
    }
  }

  private void pass(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }
}
