package io.paymentdone.payment.relay.recovery;

import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.RelayProperties;
import io.paymentdone.payment.relay.replication.Slot;
import io.paymentdone.payment.relay.replication.SlotNameGuard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the HTTP port closed until no payment can be missed: the slot exists, or it is on record
 * that payments must be published from the table.
 *
 * <p>A new installation and a lost slot are one case: the row of {@code relay_progress} is written
 * with {@code healing} set before the slot is created, and {@code healing} is cleared only when the
 * slot exists and the table holds no payment above {@code published_seq}. A crash in between leaves
 * {@code healing} set, and {@link SlotHealing} publishes the payments. A slot of that name that
 * belongs to another database leaves {@code healing} set, too; then the port opens and {@link
 * SlotNameGuard} refuses payments.
 */
public final class SlotInitializer {

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private final RelayConnections connections;
  private final Slot slot;
  private final RelayProgress progress;
  private final HealingLock lock;
  private final SlotNameGuard guard;
  private final RelayProperties properties;

  public SlotInitializer(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      HealingLock lock,
      SlotNameGuard guard,
      RelayProperties properties) {
    this.connections = connections;
    this.slot = slot;
    this.progress = progress;
    this.lock = lock;
    this.guard = guard;
    this.properties = properties;
  }

  /**
   * Creates the slot if it is missing; returns once payments may be accepted.
   *
   * @throws IllegalStateException when that cannot be reached
   */
  public void initialize() {
    long deadline = System.nanoTime() + properties.slotTimeout().toNanos();
    try (Connection connection = connections.openLongTransaction()) {
      while (!lock.tryTake(connection)) {
        // Another replica is creating the slot.
        if (slot.read(connection).loss() == null || progress.read(connection).healing()) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "another replica has been creating the slot " + slot.name() + " for too long");
        }
        LockSupport.parkNanos(LOOK_INTERVAL.toNanos());
      }
      ensureSlot(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "cannot create the replication slot " + slot.name() + ": " + e.getMessage(), e);
    }
  }

  private void ensureSlot(Connection connection) throws SQLException {
    progress.createIfAbsent(connection);
    if (slot.read(connection).loss() != null) {
      progress.beginHealing(connection);
      try (Connection commands = connections.openSlotCommands()) {
        slot.createIfAbsent(commands);
      }
    }
    Slot.State state = slot.read(connection);
    guard.update(state);
    boolean complete = state.loss() == null && !progress.hasUnpublished(connection);
    if (complete && progress.read(connection).healing()) {
      progress.endHealing(connection);
    }
  }
}
