package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.RelayStatus.Phase;
import io.paymentdone.payment.relay.Republisher.Summary;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Replaces a lost slot without a gap: a new slot, then everything above the last known published
 * payment that the new slot's snapshot shows, then the slot's own stream.
 *
 * <p>What a crash leaves is a slot and {@code healing} set; the next attempt begins again from the
 * same payment.
 */
final class SlotHealing {

  private static final Logger log = LoggerFactory.getLogger(SlotHealing.class);

  private final RelayConnections connections;
  private final Slot slot;
  private final RelayProgress progress;
  private final HealingLock lock;
  private final Republisher republisher;
  private final ProducerFactory<?, ?> producers;
  private final RelayStatus status;
  private final RelayMetrics metrics;

  SlotHealing(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      HealingLock lock,
      Republisher republisher,
      ProducerFactory<?, ?> producers,
      RelayStatus status,
      RelayMetrics metrics) {
    this.connections = connections;
    this.slot = slot;
    this.progress = progress;
    this.lock = lock;
    this.republisher = republisher;
    this.producers = producers;
    this.status = status;
    this.metrics = metrics;
  }

  /**
   * Heals, unless another replica is at it or there is nothing to heal.
   *
   * @param aboveAtMost publishes from there when that is lower than what is known to be published
   * @return what was published from the table; null when there was nothing to heal
   * @throws HealedElsewhereException when another session is at it
   */
  @Nullable Summary heal(long aboveAtMost, BooleanSupplier stopping) throws SQLException {
    // Kafka first: without it the slot would be replaced for nothing, again and again.
    try (EventProducer producer = EventProducer.open(producers);
        Connection connection = connections.openLongTransaction()) {
      if (!lock.tryTake(connection)) {
        throw new HealedElsewhereException();
      }
      String loss = slot.look(connection).loss();
      RelayProgress.Row row = progress.read(connection);
      if (loss == null && !row.healing()) {
        return null;
      }
      progress.beginHealing(connection);
      if (loss == null && !progress.hasUnpublished(connection)) {
        progress.endHealing(connection);
        return null;
      }
      status.enter(
          Phase.HEALING,
          "slot " + slot.name() + ": " + (loss == null ? "healing was interrupted" : loss));
      return replace(connection, producer, Math.min(aboveAtMost, row.publishedSeq()), stopping);
    }
  }

  private Summary replace(
      Connection connection, EventProducer producer, long above, BooleanSupplier stopping)
      throws SQLException {
    try (Connection commands = connections.openSlotCommands();
        Connection reader = connections.openLongTransaction()) {
      slot.dropIfPresent(commands);
      String snapshot = slot.createExportingSnapshot(commands);
      Summary summary = republisher.republish(reader, snapshot, above, producer, stopping);
      progress.endHealing(connection);
      metrics.healed();
      log.warn(
          "relay: slot {} is replaced; {} payments above seq {} were published from the table",
          slot.name(),
          summary.events(),
          above);
      return summary;
    }
  }
}
