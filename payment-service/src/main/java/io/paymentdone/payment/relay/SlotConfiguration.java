package io.paymentdone.payment.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.recovery.HealingLock;
import io.paymentdone.payment.relay.recovery.RelayProgress;
import io.paymentdone.payment.relay.recovery.Republisher;
import io.paymentdone.payment.relay.recovery.SlotHealing;
import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.RelayProperties;
import io.paymentdone.payment.relay.replication.Slot;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ProducerFactory;

/** Configuration for what the relay and republishing by hand share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class SlotConfiguration {

  @Bean
  Slot relaySlot(RelayProperties properties) {
    return new Slot(properties.slot());
  }

  @Bean
  RelayProgress relayProgress(Slot slot) {
    return new RelayProgress(slot);
  }

  @Bean
  HealingLock relayHealingLock(Slot slot) {
    return new HealingLock(slot);
  }

  @Bean
  RelayConnections relayConnections(JdbcConnectionDetails details, RelayProperties properties) {
    return new RelayConnections(details, properties);
  }

  @Bean
  RelayStatus relayStatus() {
    return new RelayStatus(Clock.systemUTC());
  }

  @Bean
  RelayMetrics relayMetrics(MeterRegistry registry) {
    return new RelayMetrics(registry);
  }

  @Bean
  Republisher relayRepublisher(RelayProperties properties, RelayMetrics metrics) {
    return new Republisher(properties, metrics.published(), metrics.republished());
  }

  @Bean
  SlotHealing relaySlotHealing(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      HealingLock lock,
      Republisher republisher,
      ProducerFactory<?, ?> producers,
      RelayStatus status,
      RelayMetrics metrics) {
    return new SlotHealing(
        connections, slot, progress, lock, republisher, producers, status, metrics.healed());
  }
}
