package io.paymentdone.payment.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.recovery.RelayProgress;
import io.paymentdone.payment.relay.recovery.SlotHealing;
import io.paymentdone.payment.relay.recovery.SlotInitializer;
import io.paymentdone.payment.relay.replication.Slot;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.core.ProducerFactory;

@ExtendWith(OutputCaptureExtension.class)
class RelayTests {

  /** The reason that it ends with is that of a later round. */
  @Test
  void goesOnAfterAnErrorAndSaysWhy(CapturedOutput log) {
    Slot slot = new Slot("payment_relay");
    RelayStatus status = new RelayStatus(Clock.systemUTC());
    Relay relay =
        new Relay(
            BrokenDatabase.PROPERTIES,
            new BrokenDatabase().connections(),
            slot,
            new RelayProgress(slot),
            mock(SlotInitializer.class),
            mock(SlotHealing.class),
            mock(ProducerFactory.class),
            new RelayWindowState(),
            status,
            new RelayMetrics(new SimpleMeterRegistry()));

    relay.start();
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> String.valueOf(status.snapshot().reason()).startsWith("PostgreSQL: "));
    } finally {
      relay.stop();
    }

    assertThat(log.getAll())
        .contains("relay: WAITING, java.lang.NoClassDefFoundError: thrown by a test");
  }
}
