package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.publishing.PublishWindow;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.recovery.ProgressTracker;
import io.paymentdone.payment.relay.recovery.RelayProgress;
import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.Slot;
import io.paymentdone.payment.relay.replication.SlotNameGuard;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.overload.RepeatedTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the slot's state every second, on every replica: for metrics and health, for backpressure,
 * and, on the leading replica, to record its progress.
 */
final class RelayMonitor implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RelayMonitor.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final RelayConnections connections;
  private final Slot slot;
  private final RelayProgress progress;
  private final ProgressTracker tracker;
  private final RelayWindowState windowState;
  private final WalBackpressure backpressure;
  private final SlotNameGuard guard;
  private final RepeatedFailure failure = new RepeatedFailure(Clock.systemUTC());
  private @Nullable ScheduledExecutorService executor;
  private volatile @Nullable Connection connection;
  private volatile @Nullable View view;
  private volatile String blindness = "the slot has not been read yet";

  RelayMonitor(
      RelayConnections connections,
      Slot slot,
      RelayProgress progress,
      RelayWindowState windowState,
      WalBackpressure backpressure,
      SlotNameGuard guard) {
    this.connections = connections;
    this.slot = slot;
    this.progress = progress;
    this.tracker = new ProgressTracker(progress);
    this.windowState = windowState;
    this.backpressure = backpressure;
    this.guard = guard;
  }

  /** The slot and the progress row as they were last read. */
  record View(Slot.State slot, RelayProgress.Row progress) {}

  /** Why {@link #view} is null. */
  String blindness() {
    return blindness;
  }

  /** What was last read; null while reading fails. */
  @Nullable View view() {
    return view;
  }

  @Override
  public int getPhase() {
    return Relay.PHASE;
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("payment-relay-monitor").factory());
    var _ =
        started.scheduleWithFixedDelay(
            new RepeatedTask("relay: reading the state of the slot", this::poll),
            0,
            INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    executor = started;
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }

  @Override
  public synchronized void stop() {
    if (executor != null) {
      executor.shutdownNow();
      executor = null;
    }
    disconnect();
  }

  private void poll() {
    try {
      poll(connect());
    } catch (SQLException e) {
      String why = "PostgreSQL: " + e.getMessage();
      if (failure.isNews(why)) {
        log.warn("relay: cannot read the state of the slot: {}", why);
      }
      blind(why);
    } catch (RuntimeException | Error e) {
      blind(e.toString());
      throw e;
    }
  }

  private void blind(String why) {
    blindness = why;
    view = null;
    disconnect();
  }

  private void poll(Connection open) throws SQLException {
    Slot.State state = slot.read(open);
    view = new View(state, progress.read(open));
    failure.end();
    guard.update(state);
    backpressure.update(open, state);
    PublishWindow window = windowState.window();
    if (window != null) {
      tracker.tick(open, window);
    }
  }

  private Connection connect() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = connections.open();
      connection = open;
    }
    return open;
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    RelayConnections.abort(open);
  }
}
