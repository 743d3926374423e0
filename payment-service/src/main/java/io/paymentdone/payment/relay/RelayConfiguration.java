package io.paymentdone.payment.relay;

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
  RelayPosition relayPosition() {
    return new RelayPosition();
  }

  @Bean
  SlotGate relaySlotGate(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      HealingLock lock,
      SlotNameGuard guard,
      RelayProperties properties) {
    return new SlotGate(connections, slot, progress, lock, guard, properties);
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
      SlotGate gate,
      SlotHealing healing,
      ProducerFactory<?, ?> producers,
      RelayPosition position,
      RelayStatus status,
      RelayMetrics metrics) {
    return new Relay(
        properties,
        connections,
        slot,
        progress,
        gate,
        healing,
        producers,
        position,
        status,
        metrics);
  }

  @Bean
  WalBudget relayWalBudget(RelayProperties properties, RelayStatus status, RelayPosition position) {
    return new WalBudget(properties, new WalBlocker(status, position));
  }

  @Bean
  RelayMonitor relayMonitor(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      RelayPosition position,
      WalBudget budget,
      SlotNameGuard guard) {
    return new RelayMonitor(connections, slot, progress, position, budget, guard);
  }

  /** Component {@code relayState} of the health group {@code relay}: they must not share a name. */
  @Bean
  RelayHealthIndicator relayStateHealthIndicator(
      RelayStatus status, RelayMonitor monitor, RelayPosition position, WalBudget budget) {
    return new RelayHealthIndicator(status, monitor, position, budget);
  }

  @Bean
  RelayMeters relayMeters(RelayMonitor monitor, RelayPosition position, RelayStatus status) {
    return new RelayMeters(monitor, position, status, Clock.systemUTC());
  }
}
