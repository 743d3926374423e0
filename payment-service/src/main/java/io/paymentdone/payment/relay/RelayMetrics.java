package io.paymentdone.payment.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.replication.Slot;
import java.time.Clock;
import java.util.function.ToDoubleFunction;

/** The relay's meters: what it counts and times, and gauges of slot and backlog. */
final class RelayMetrics {

  private final Timer published;
  private final Counter reopened;
  private final Counter healed;
  private final Counter republished;
  private final Counter undecodable;

  RelayMetrics(MeterRegistry registry) {
    published =
        Timer.builder("payment.relay.published")
            .description("Events acknowledged by Kafka, and the time from send to acknowledgement")
            .register(registry);
    reopened =
        Counter.builder("payment.relay.reopened")
            .description("Streams that ended with a fault")
            .register(registry);
    healed =
        Counter.builder("payment.relay.healed")
            .description("Lost slots that were replaced")
            .register(registry);
    republished =
        Counter.builder("payment.relay.republished")
            .description("Events published from the table instead of the WAL")
            .register(registry);
    undecodable =
        Counter.builder("payment.relay.undecodable")
            .description("Attempts to read an event that this version cannot read")
            .register(registry);
  }

  Timer published() {
    return published;
  }

  Counter reopened() {
    return reopened;
  }

  Counter healed() {
    return healed;
  }

  Counter republished() {
    return republished;
  }

  Counter undecodable() {
    return undecodable;
  }

  /** The gauges of a replica that relays; republishing by hand has none. */
  static MeterBinder gauges(
      RelayMonitor monitor, RelayWindowState windowState, RelayStatus status, Clock clock) {
    return registry -> {
      slotGauge(monitor, "payment.relay.wal.retained", state -> state.retainedBytes())
          .description("WAL that the slot holds back")
          .baseUnit("bytes")
          .register(registry);
      slotGauge(monitor, "payment.relay.wal.unconfirmed", state -> state.unconfirmedBytes())
          .description("WAL behind the confirmed position")
          .baseUnit("bytes")
          .register(registry);
      slotGauge(
              monitor,
              "payment.relay.wal.safe",
              state -> {
                Long safe = state.safeBytes();
                return safe == null ? Double.NaN : safe;
              })
          .description("WAL that may still be written before the slot is invalidated")
          .baseUnit("bytes")
          .register(registry);
      slotGauge(monitor, "payment.relay.slot.lost", state -> state.loss() == null ? 0 : 1)
          .description("1 while the slot is lost")
          .register(registry);
      Gauge.builder(
              "payment.relay.backlog.age",
              windowState,
              w -> w.backlogAge(clock.instant()).toMillis() / 1000.0)
          .description("Age of the oldest committed event that Kafka has not acknowledged")
          .baseUnit("seconds")
          .register(registry);
      Gauge.builder(
              "payment.relay.active",
              status,
              s -> s.snapshot().phase() == RelayStatus.Phase.ACTIVE ? 1 : 0)
          .description("1 on the replica that relays")
          .register(registry);
    };
  }

  private static Gauge.Builder<RelayMonitor> slotGauge(
      RelayMonitor monitor, String name, ToDoubleFunction<Slot.State> value) {
    return Gauge.builder(
        name,
        monitor,
        m -> {
          RelayMonitor.View view = m.view();
          return view == null ? Double.NaN : value.applyAsDouble(view.slot());
        });
  }
}
