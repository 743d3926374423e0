package io.paymentdone.payment.relay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.function.ToDoubleFunction;

/** Gauges of the relay: how the slot and the backlog stand. */
final class RelayMeters implements MeterBinder {

  private final RelayMonitor monitor;
  private final RelayPosition position;
  private final RelayStatus status;
  private final Clock clock;

  RelayMeters(RelayMonitor monitor, RelayPosition position, RelayStatus status, Clock clock) {
    this.monitor = monitor;
    this.position = position;
    this.status = status;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    slotGauge("payment.relay.wal.retained", state -> state.retainedBytes())
        .description("WAL that the slot holds back")
        .baseUnit("bytes")
        .register(registry);
    slotGauge("payment.relay.wal.unconfirmed", state -> state.unconfirmedBytes())
        .description("WAL behind the confirmed position")
        .baseUnit("bytes")
        .register(registry);
    slotGauge(
            "payment.relay.wal.safe",
            state -> {
              Long safe = state.safeBytes();
              return safe == null ? Double.NaN : safe;
            })
        .description("WAL that may still be written before the slot is invalidated")
        .baseUnit("bytes")
        .register(registry);
    slotGauge("payment.relay.slot.lost", state -> state.loss() == null ? 0 : 1)
        .description("1 while the slot is lost")
        .register(registry);
    Gauge.builder(
            "payment.relay.backlog.age",
            position,
            p -> p.backlogAge(clock.instant()).toMillis() / 1000.0)
        .description("Age of the oldest committed event that Kafka has not acknowledged")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder(
            "payment.relay.active",
            status,
            s -> s.snapshot().phase() == RelayStatus.Phase.ACTIVE ? 1 : 0)
        .description("1 on the replica that relays")
        .register(registry);
  }

  private Gauge.Builder<RelayMonitor> slotGauge(String name, ToDoubleFunction<Slot.State> value) {
    return Gauge.builder(
        name,
        monitor,
        m -> {
          RelayMonitor.View view = m.view();
          return view == null ? Double.NaN : value.applyAsDouble(view.slot());
        });
  }
}
