package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.publishing.EventProducer;
import io.paymentdone.payment.relay.publishing.Headway;
import io.paymentdone.payment.relay.publishing.PublishWindow;
import io.paymentdone.payment.relay.publishing.RelaySession;
import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.publishing.UndecodableEventException;
import io.paymentdone.payment.relay.recovery.HealedElsewhereException;
import io.paymentdone.payment.relay.recovery.RelayProgress;
import io.paymentdone.payment.relay.recovery.SlotHealing;
import io.paymentdone.payment.relay.recovery.SlotInitializer;
import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.RelayProperties;
import io.paymentdone.payment.relay.replication.ReplicationStream;
import io.paymentdone.payment.relay.replication.Slot;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.overload.RepeatedTask;
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
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The relay's leader election and main loop; one runs on every replica.
 *
 * <p>The replication slot is the lock: PostgreSQL lets one session stream from it. The replica
 * whose session that is leads, which means that it relays. The others stand by and check twice a
 * second whether the slot has become free.
 *
 * <p>The relay starts before the web server, whose port stays closed until {@link SlotInitializer}
 * has returned, and stops after it.
 */
final class Relay implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  static final int PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  /** Leaves the slot to a replica of another version, which may be able to read the event. */
  private static final Duration BLOCKED_PAUSE = Duration.ofSeconds(10);

  /** Kafka refuses the same event again, and each attempt repeats the events in flight. */
  private static final Duration RETRY_PAUSE_MAX = Duration.ofSeconds(5);

  private final RelayProperties properties;
  private final RelayConnections connections;
  private final Slot slot;
  private final RelayProgress progress;
  private final SlotInitializer initializer;
  private final SlotHealing healing;
  private final ProducerFactory<?, ?> producers;
  private final RelayWindowState windowState;
  private final RelayStatus status;
  private final RelayMetrics metrics;
  private final Headway headway = new Headway();
  private BackOffExecution retries;
  private Duration pause;
  private boolean opened;
  private boolean refused;
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
      SlotInitializer initializer,
      SlotHealing healing,
      ProducerFactory<?, ?> producers,
      RelayWindowState windowState,
      RelayStatus status,
      RelayMetrics metrics) {
    this.properties = properties;
    this.connections = connections;
    this.slot = slot;
    this.progress = progress;
    this.initializer = initializer;
    this.healing = healing;
    this.producers = producers;
    this.windowState = windowState;
    this.status = status;
    this.metrics = metrics;
    this.retries = newRetries();
    this.pause = properties.lookInterval();
  }

  private BackOffExecution newRetries() {
    ExponentialBackOff backOff = new ExponentialBackOff(properties.lookInterval().toMillis(), 2);
    backOff.setMaxInterval(RETRY_PAUSE_MAX.toMillis());
    return backOff.start();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public synchronized void start() {
    initializer.initialize();
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
    RepeatedTask round = new RepeatedTask("relay", () -> electOrPause(executor));
    while (!stopping) {
      pause = properties.lookInterval();
      round.run();
      // A stop while this replica led has already ended a pause of the session: none would end
      // here.
      if (!stopping) {
        LockSupport.parkNanos(pause.toNanos());
      }
    }
    closeControl();
  }

  /** Health says why a round failed; what nobody foresaw is thrown on, to be logged. */
  private void electOrPause(ScheduledExecutorService executor) {
    try {
      elect(executor);
    } catch (UndecodableEventException e) {
      metrics.undecodable().increment();
      if (status.enter(Phase.BLOCKED, e.getMessage() + ": " + e.getCause())) {
        log.error("relay: stopped before an event that this version cannot read", e);
      }
      pause = BLOCKED_PAUSE;
    } catch (SQLException e) {
      closeControl();
      status.enter(Phase.WAITING, "PostgreSQL: " + e.getMessage());
      // Without a stream only a check of the slot failed, and the next check costs as little.
      pause = opened ? nextPause() : pause;
    } catch (KafkaException e) {
      refused = opened;
      status.enter(Phase.WAITING, "Kafka: " + RepeatedFailure.causes(e));
      pause = nextPause();
    } catch (RuntimeException | Error e) {
      if (stopping) {
        log.info("relay: stops: {}", e.getMessage());
        return;
      }
      pause = nextPause();
      status.enter(Phase.WAITING, e.toString());
      // An answer may be half read, and would be taken for that of the next query.
      closeControl();
      throw e;
    }
  }

  private Duration nextPause() {
    return Duration.ofMillis(retries.nextBackOff());
  }

  /** One round of the leader election: the slot's state decides what this replica does. */
  private void elect(ScheduledExecutorService executor) throws SQLException {
    opened = false;
    Connection connection = control();
    Slot.State state = slot.read(connection);
    if (state.foreign()) {
      status.enter(Phase.SLOT_TAKEN, slot.taken(state));
    } else if (state.loss() != null || progress.read(connection).healing()) {
      heal(state);
    } else if (state.active()) {
      standBy(state);
    } else {
      lead(connection, executor);
    }
  }

  /**
   * Another replica leads. An event that Kafka refused here stays reported until that replica has
   * got past it.
   */
  private void standBy(Slot.State state) {
    if (!refused || headway.isMadeByLsn(state.confirmedLsn())) {
      refused = false;
      windowState.forget();
      status.enter(Phase.STANDBY);
    }
  }

  private void heal(Slot.State state) throws SQLException {
    if (properties.healAutomatically()) {
      try {
        healing.heal(Long.MAX_VALUE, () -> stopping);
        windowState.forget();
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

  /** Streams from the slot for as long as this replica leads. */
  private void lead(Connection connection, ScheduledExecutorService executor) throws SQLException {
    // Kafka first: otherwise replicas that cannot reach Kafka would take the slot from each other.
    try (EventProducer producer =
        EventProducer.open(producers, () -> stopping, this::awaitContact)) {
      Slot.State state = slot.read(connection);
      if (state.loss() != null || state.active()) {
        // Opening the producer took time, and the slot has changed meanwhile: elect again.
        return;
      }
      headway.opening(state.writtenLsn());
      try (ReplicationStream open =
          ReplicationStream.open(connections.openReplication(), slot, executor)) {
        // The slot may have been replaced since the check; then the payments it missed come first.
        if (progress.read(connection).healing()) {
          return;
        }
        relay(open, new PublishWindow(producer, properties, metrics.published()));
      }
    }
  }

  private void awaitContact(String what) {
    status.enter(Phase.WAITING, "Kafka: " + what);
  }

  private void relay(ReplicationStream open, PublishWindow window) throws SQLException {
    opened = true;
    stream = open;
    windowState.enter(window);
    try {
      new RelaySession(open, window, properties.acknowledgementTimeout())
          .run(() -> stopping, () -> advanced(window));
    } catch (SQLException | RuntimeException | Error e) {
      metrics.reopened().increment();
      throw e;
    } finally {
      windowState.leave();
      stream = null;
    }
  }

  private void advanced(PublishWindow window) {
    long seq = window.acknowledgedSeq();
    if (headway.isMadeBySeq(seq) || headway.isMadeByLsn(window.acknowledgedLsn())) {
      headway.reached(seq);
      if (status.snapshot().phase() != Phase.ACTIVE) {
        refused = false;
        retries = newRetries();
        status.enter(Phase.ACTIVE);
      }
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
