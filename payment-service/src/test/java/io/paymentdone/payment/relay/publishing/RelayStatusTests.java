package io.paymentdone.payment.relay.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RelayStatusTests {

  private static final Instant BEGIN = Instant.parse("2026-11-22T18:30:00Z");

  private Instant now = BEGIN;
  private final InstantSource source = () -> now;
  private final RelayStatus status = new RelayStatus(source.withZone(ZoneOffset.UTC));

  @Test
  void lastsSinceItsReasonBeganThoughNumbersInItChange() {
    assertThat(status.enter(Phase.WAITING, "Kafka: timestamp 1 is out of range")).isTrue();
    now = now.plusSeconds(20);
    assertThat(status.enter(Phase.WAITING, "Kafka: timestamp 2 is out of range")).isFalse();

    assertThat(status.snapshot())
        .isEqualTo(
            new RelayStatus.Snapshot(Phase.WAITING, "Kafka: timestamp 2 is out of range", BEGIN));
  }

  @Test
  void beginsAnewWithAnotherReason() {
    status.enter(Phase.WAITING, "Kafka: away");
    now = now.plusSeconds(20);
    assertThat(status.enter(Phase.WAITING, "PostgreSQL: away")).isTrue();

    assertThat(status.snapshot().since()).isEqualTo(now);
  }
}
