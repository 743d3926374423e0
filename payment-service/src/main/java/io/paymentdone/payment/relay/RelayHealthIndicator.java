package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayStatus.Snapshot;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.replication.Slot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether events reach Kafka: the health group {@code relay}, {@code /actuator/health/relay}.
 * Readiness does not include it, since payments are accepted without the relay.
 */
final class RelayHealthIndicator extends AbstractHealthIndicator {

  private final RelayStatus status;
  private final RelayMonitor monitor;
  private final RelayWindowState windowState;
  private final WalBackpressure backpressure;

  RelayHealthIndicator(
      RelayStatus status,
      RelayMonitor monitor,
      RelayWindowState windowState,
      WalBackpressure backpressure) {
    super("relay");
    this.status = status;
    this.monitor = monitor;
    this.windowState = windowState;
    this.backpressure = backpressure;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    Snapshot relay = status.snapshot();
    RelayMonitor.View view = monitor.view();
    String reason = reason(relay, view);
    if (reason == null) {
      builder.up();
    } else {
      builder.down().withDetail("reason", reason);
    }
    builder.withDetail("relay", relay.phase().name()).withDetail("since", relay.since().toString());
    if (view != null) {
      builder
          .withDetail("slot", slot(view.slot()))
          .withDetail("retainedWalBytes", view.slot().retainedBytes())
          .withDetail("publishedSeq", view.progress().publishedSeq());
    }
    Duration age = windowState.acknowledgementAge();
    if (age != null) {
      builder.withDetail("lastAcknowledgementSecondsAgo", age.toSeconds());
    }
  }

  private static String slot(Slot.State slot) {
    String loss = slot.loss();
    if (loss != null) {
      return (slot.foreign() ? "taken: " : "lost: ") + loss;
    }
    return slot.active() ? "active" : "inactive";
  }

  private @Nullable String reason(Snapshot relay, RelayMonitor.@Nullable View view) {
    if (!relay.phase().isHealthy()) {
      return relay.reason() == null ? relay.phase().name() : relay.reason();
    }
    if (view == null) {
      return monitor.blindness();
    }
    if (view.slot().loss() != null) {
      return "slot lost: " + view.slot().loss();
    }
    if (view.progress().healing()) {
      return "payments are being published from the table";
    }
    String silence = windowState.silence();
    return silence == null ? backpressure.reason() : silence;
  }
}
