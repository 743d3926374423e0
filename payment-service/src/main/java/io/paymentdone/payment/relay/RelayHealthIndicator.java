package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.RelayStatus.Snapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether events reach Kafka: the health group {@code relay}, {@code /actuator/health/relay}. Not
 * part of readiness: payments are taken without it.
 */
final class RelayHealthIndicator extends AbstractHealthIndicator {

  private final RelayStatus status;
  private final RelayMonitor monitor;
  private final RelayPosition position;
  private final WalBudget budget;

  RelayHealthIndicator(
      RelayStatus status, RelayMonitor monitor, RelayPosition position, WalBudget budget) {
    super("relay");
    this.status = status;
    this.monitor = monitor;
    this.position = position;
    this.budget = budget;
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
    Duration age = position.acknowledgementAge();
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
    String silence = position.silence();
    return silence == null ? budget.reason() : silence;
  }
}
