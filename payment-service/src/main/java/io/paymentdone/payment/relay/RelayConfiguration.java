package io.paymentdone.payment.relay;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.recovery.HealingLock;
import io.paymentdone.payment.relay.recovery.RelayProgress;
import io.paymentdone.payment.relay.recovery.SlotHealing;
import io.paymentdone.payment.relay.recovery.SlotInitializer;
import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.RelayProperties;
import io.paymentdone.payment.relay.replication.Slot;
import io.paymentdone.payment.relay.replication.SlotNameGuard;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ProducerFactory;

/** Configuration for the relay. */
@Configuration(proxyBeanMethods = false)
@Import(SlotConfiguration.class)
class RelayConfiguration {

  @Bean
  RelayWindowState relayWindowState() {
    return new RelayWindowState();
  }

  @Bean
  SlotInitializer relaySlotInitializer(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      HealingLock lock,
      SlotNameGuard guard,
      RelayProperties properties) {
    return new SlotInitializer(connections, slot, progress, lock, guard, properties);
  }

  /** Component {@code relaySlot} of readiness. */
  @Bean
  SlotNameGuard relaySlotHealthIndicator(Slot slot) {
    return new SlotNameGuard(slot);
  }

  @Bean
  Relay relay(
      RelayProperties properties,
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      SlotInitializer initializer,
      SlotHealing healing,
      ProducerFactory<?, ?> producers,
      RelayWindowState windowState,
      RelayStatus status,
      RelayMetrics metrics) {
    return new Relay(
        properties,
        connections,
        slot,
        progress,
        initializer,
        healing,
        producers,
        windowState,
        status,
        metrics);
  }

  @Bean
  WalBackpressure relayWalBackpressure(
      RelayProperties properties, RelayStatus status, RelayWindowState windowState) {
    return new WalBackpressure(properties, new WalBlocker(status, windowState));
  }

  @Bean
  RelayMonitor relayMonitor(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      RelayWindowState windowState,
      WalBackpressure backpressure,
      SlotNameGuard guard) {
    return new RelayMonitor(connections, slot, progress, windowState, backpressure, guard);
  }

  /** Component {@code relayState} of the health group {@code relay}: they must not share a name. */
  @Bean
  RelayHealthIndicator relayStateHealthIndicator(
      RelayStatus status,
      RelayMonitor monitor,
      RelayWindowState windowState,
      WalBackpressure backpressure) {
    return new RelayHealthIndicator(status, monitor, windowState, backpressure);
  }

  @Bean
  MeterBinder relayGauges(RelayMonitor monitor, RelayWindowState windowState, RelayStatus status) {
    return RelayMetrics.gauges(monitor, windowState, status, Clock.systemUTC());
  }
}
