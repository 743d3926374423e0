package io.paymentdone.payment.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.recovery.RelayProgress;
import io.paymentdone.payment.relay.replication.Slot;
import io.paymentdone.payment.relay.replication.SlotNameGuard;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RelayMonitorTests {

  @Test
  void looksAgainAfterAnError(CapturedOutput log) {
    Slot slot = new Slot("payment_relay");
    RelayWindowState windowState = new RelayWindowState();
    RelayMonitor monitor =
        new RelayMonitor(
            new BrokenDatabase().connections(),
            slot,
            new RelayProgress(slot),
            windowState,
            new WalBackpressure(
                BrokenDatabase.PROPERTIES,
                new WalBlocker(new RelayStatus(Clock.systemUTC()), windowState)),
            new SlotNameGuard(slot));

    monitor.start();
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> monitor.blindness().startsWith("PostgreSQL: "));
    } finally {
      monitor.stop();
    }

    assertThat(log.getAll()).contains("NoClassDefFoundError: thrown by a test");
    assertThat(monitor.view()).isNull();
  }
}
