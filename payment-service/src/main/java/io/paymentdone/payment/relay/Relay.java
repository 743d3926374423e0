package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.RelayStatus.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Runs on every replica; the slot lets one of them stream, the others look twice a second whether
 * it has become free.
 *
 * <p>Starts before the web server, whose port stays closed until {@link SlotGate} lets it open, and
 * stops after it.
 */
final class Relay implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  /** A replica of another version may take the slot meanwhile. */
  private static final Duration BLOCKED_PAUSE = Duration.ofSeconds(10);

  private final RelayProperties properties;
  private final RelayConnections connections;
  private final Slot slot;
  private final RelayProgress progress;
  private final SlotGate gate;
  private final SlotHealing healing;
  private final ProducerFactory<?, ?> producers;
  private final RelayPosition position;
  private final RelayStatus status;
  private final RelayMetrics metrics;
  private @Nullable ScheduledExecutorService watchers;
  private @Nullable Thread thread;
  private @Nullable Connection control;
  private volatile @Nullable ReplicationStream stream;
  private volatile boolean stopping;

  Relay(
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
    this.properties = properties;
    this.connections = connections;
    this.slot = slot;
    this.progress = progress;
    this.gate = gate;
    this.healing = healing;
    this.producers = producers;
    this.position = position;
    this.status = status;
    this.metrics = metrics;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public synchronized void start() {
    gate.pass();
    stopping = false;
    var executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("payment-relay-watch").factory());
    watchers = executor;
    thread = Thread.ofPlatform().daemon().name("payment-relay").start(() -> run(executor));
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }

  @Override
  public synchronized void stop() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    stopping = true;
    LockSupport.unpark(running);
    try {
      if (!running.join(STOP_TIMEOUT)) {
        cut();
        running.interrupt();
        running.join(STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (watchers != null) {
      watchers.shutdownNow();
    }
    thread = null;
    status.enter(Phase.STOPPED);
  }

  private void cut() {
    ReplicationStream open = stream;
    if (open != null) {
      open.abort();
    }
  }

  private void run(ScheduledExecutorService executor) {
    while (!stopping) {
      Duration pause = properties.lookInterval();
      try {
        turn(executor);
      } catch (UndecodableEventException e) {
        metrics.undecodable();
        log.error("relay: stopped before an event that this version cannot read", e);
        status.enter(Phase.BLOCKED, e.getMessage() + ": " + e.getCause());
        pause = BLOCKED_PAUSE;
      } catch (SQLException e) {
        closeControl();
        status.enter(Phase.WAITING, "PostgreSQL: " + e.getMessage());
      } catch (KafkaException e) {
        status.enter(Phase.WAITING, "Kafka: " + reason(e));
      } catch (RuntimeException e) {
        if (stopping) {
          log.info("relay: stops: {}", e.getMessage());
        } else {
          log.error("relay: unexpected", e);
          status.enter(Phase.WAITING, e.toString());
        }
      }
      LockSupport.parkNanos(pause.toNanos());
    }
    closeControl();
  }

  private static String reason(KafkaException e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
  }

  /** One look at the slot, and what follows from it. */
  private void turn(ScheduledExecutorService executor) throws SQLException {
    Connection connection = control();
    Slot.State state = slot.look(connection);
    if (state.loss() != null || progress.read(connection).healing()) {
      heal(state);
    } else if (state.active()) {
      position.forget();
      status.enter(Phase.STANDBY);
    } else {
      stream(connection, executor);
    }
  }

  private void heal(Slot.State state) throws SQLException {
    if (properties.healAutomatically()) {
      try {
        healing.heal(Long.MAX_VALUE, () -> stopping);
        position.forget();
      } catch (HealedElsewhereException e) {
        status.enter(Phase.STANDBY, e.getMessage());
      }
    } else {
      String loss = state.loss() == null ? "payments before it are not published" : state.loss();
      status.enter(
          Phase.LOST,
          "slot " + slot.name() + ": " + loss + "; heal it with --payment.relay.republish");
    }
  }

  private void stream(Connection connection, ScheduledExecutorService executor)
      throws SQLException {
    // Kafka first: otherwise replicas without Kafka would take the slot from each other for ever.
    try (EventProducer producer = EventProducer.open(producers);
        ReplicationStream opened =
            ReplicationStream.open(connections.openReplication(), slot, executor)) {
      // The slot may have been replaced since the look; then what it missed comes first.
      if (progress.read(connection).healing()) {
        return;
      }
      relay(opened, new PublishWindow(producer, properties, metrics));
    }
  }

  private void relay(ReplicationStream opened, PublishWindow window) throws SQLException {
    stream = opened;
    position.enter(window);
    status.enter(Phase.ACTIVE);
    try {
      new RelaySession(opened, window, properties.acknowledgementTimeout()).run(() -> stopping);
    } catch (SQLException | RuntimeException e) {
      metrics.reopened();
      throw e;
    } finally {
      position.leave();
      stream = null;
    }
  }

  private Connection control() throws SQLException {
    Connection open = control;
    if (open == null) {
      open = connections.open();
      control = open;
    }
    return open;
  }

  private void closeControl() {
    RelayConnections.abort(control);
    control = null;
  }
}
