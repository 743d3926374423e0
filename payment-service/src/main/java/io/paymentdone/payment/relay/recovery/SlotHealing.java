package io.paymentdone.payment.relay.recovery;

import io.micrometer.core.instrument.Counter;
import io.paymentdone.payment.relay.publishing.EventProducer;
import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import io.paymentdone.payment.relay.recovery.Republisher.Summary;
import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.Slot;
import io.paymentdone.payment.writer.OpenInserts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Replaces a lost slot without a gap: a new slot, then everything above the last known published
 * payment that the new slot's snapshot shows, then the slot's own stream.
 *
 * <p>A crash leaves a slot, and {@code healing} set. The next attempt replaces that slot as well,
 * and continues after the last payment that is on record as published.
 */
public final class SlotHealing {

  private static final Logger log = LoggerFactory.getLogger(SlotHealing.class);

  /** Transactions with payments take milliseconds; one that takes longer costs the checkpoints. */
  private static final Duration SETTLE_MAX = Duration.ofSeconds(10);

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final RelayConnections connections;
  private final Slot slot;
  private final RelayProgress progress;
  private final HealingLock lock;
  private final Republisher republisher;
  private final ProducerFactory<?, ?> producers;
  private final RelayStatus status;
  private final Counter healed;

  public SlotHealing(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      HealingLock lock,
      Republisher republisher,
      ProducerFactory<?, ?> producers,
      RelayStatus status,
      Counter healed) {
    this.connections = connections;
    this.slot = slot;
    this.progress = progress;
    this.lock = lock;
    this.republisher = republisher;
    this.producers = producers;
    this.status = status;
    this.healed = healed;
  }

  /**
   * Replaces the slot, unless another replica is doing so or there is nothing to heal.
   *
   * @param aboveAtMost publishes from there when that is lower than what is known to be published
   * @return what was published from the table; null when there was nothing to heal
   * @throws HealedElsewhereException when another session heals the slot
   * @throws IllegalStateException when the slot of that name belongs to another database
   */
  public @Nullable Summary heal(long aboveAtMost, BooleanSupplier stopping) throws SQLException {
    // Kafka first: without Kafka every attempt would replace the slot in vain.
    try (EventProducer producer =
            EventProducer.open(
                producers, stopping, what -> status.enter(Phase.WAITING, "Kafka: " + what));
        Connection connection = connections.openLongTransaction()) {
      if (!lock.tryTake(connection)) {
        throw new HealedElsewhereException();
      }
      Slot.State state = slot.read(connection);
      if (state.foreign()) {
        throw new IllegalStateException(slot.taken(state));
      }
      String loss = state.loss();
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
      slot.dropIfOwn(connection);
      long settledSeq = settledSeq(connection, stopping);
      String snapshot = slot.createExportingSnapshot(commands);
      Summary summary =
          republisher.republish(
              reader,
              snapshot,
              above,
              producer,
              stopping,
              seq -> progress.advance(connection, Math.min(seq, settledSeq)));
      progress.endHealing(connection);
      healed.increment();
      log.warn(
          "relay: slot {} is replaced; {} payments above seq {} were published from the table",
          slot.name(),
          summary.events(),
          above);
      return summary;
    }
  }

  /**
   * A seq up to which the snapshot made after this shows every payment there will ever be, for the
   * reason that {@link OpenInserts} gives. Up to there an interrupted healing need not begin again:
   * no payment with a lower seq commits later and would be passed over.
   *
   * @return 0 when open transactions did not end in time
   */
  private long settledSeq(Connection connection, BooleanSupplier stopping) throws SQLException {
    long seq = progress.lastSeq(connection);
    OpenInserts writers = OpenInserts.read(connection);
    long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
    while (!writers.endedBefore(OpenInserts.read(connection))) {
      if (stopping.getAsBoolean() || System.nanoTime() > deadline) {
        return 0;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return seq;
  }
}
