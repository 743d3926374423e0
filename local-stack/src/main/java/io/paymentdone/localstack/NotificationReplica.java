package io.paymentdone.localstack;

import io.paymentdone.console.replica.ReplicaControl.Ending;
import io.paymentdone.console.replica.ReplicaControl.Replica;
import io.paymentdone.console.replica.ReplicaControl.State;
import io.paymentdone.localstack.ServiceProcess.Spec;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One replica's life, from its start to its end. */
final class NotificationReplica {

  private final int n;
  private final Spec spec;
  private final Gate gate;
  private final Terminal terminal;
  private State state = State.STARTING;
  private @Nullable ServiceProcess process;

  NotificationReplica(int n, Spec spec, Gate gate, Terminal terminal) {
    this.n = n;
    this.spec = spec;
    this.gate = gate;
    this.terminal = terminal;
  }

  /** Starts it in the background, once the one before it on the same port has ended. */
  void startAfter(@Nullable NotificationReplica before) {
    Thread.ofPlatform().daemon().name("start-" + spec.name()).start(() -> startAndReport(before));
  }

  private void startAndReport(@Nullable NotificationReplica before) {
    try {
      if (before != null) {
        before.awaitEnd();
      }
      long begin = System.nanoTime();
      startAndAwait();
      terminal.done(
          spec.name(),
          "http://localhost:" + spec.port(),
          Duration.ofNanos(System.nanoTime() - begin));
    } catch (StartException e) {
      crashed(e.getMessage());
    }
  }

  private void awaitEnd() {
    process().ifPresent(ending -> ending.ended().join());
  }

  /** Starts it and waits until it is ready. */
  void startAndAwait() {
    Optional<ServiceProcess> started = gate.pass(this::start);
    if (started.isPresent()) {
      started.get().awaitReady();
      ready();
    }
  }

  private synchronized Optional<ServiceProcess> start() {
    if (state != State.STARTING) {
      return Optional.empty();
    }
    ServiceProcess started = ServiceProcess.start(spec);
    process = started;
    var _ = started.ended().thenAccept(this::ended);
    return Optional.of(started);
  }

  private synchronized void ready() {
    if (state == State.STARTING) {
      state = State.RUNNING;
    }
  }

  private synchronized void ended(int status) {
    if (state == State.STOPPING) {
      state = State.STOPPED;
    } else if (state == State.RUNNING) {
      crashed(
          String.format(
              Locale.ROOT,
              "%s ended with status %d; its log: %s",
              spec.name(),
              status,
              spec.log()));
    }
  }

  private synchronized void crashed(String report) {
    if (state.isUp()) {
      state = State.CRASHED;
      terminal.line(report);
    }
  }

  /**
   * Ends it if it is up.
   *
   * @return its process while that is still there
   */
  synchronized Optional<ServiceProcess> end(Ending ending) {
    ServiceProcess running = process;
    if (running == null) {
      state = State.STOPPED;
      return Optional.empty();
    }
    if (state.isUp()) {
      if (ending == Ending.KILL) {
        state = State.KILLED;
        running.kill();
      } else {
        state = State.STOPPING;
        running.terminate();
      }
    }
    return running.isAlive() ? Optional.of(running) : Optional.empty();
  }

  private synchronized Optional<ServiceProcess> process() {
    return Optional.ofNullable(process);
  }

  /** Whether its end is over, so that nothing of it is left but the memory. */
  synchronized boolean hasEnded() {
    return !state.isUp() && (process == null || !process.isAlive());
  }

  synchronized Replica view() {
    ServiceProcess current = process;
    Long pid = current != null && current.isAlive() ? current.pid() : null;
    return new Replica(n, spec.name(), spec.port(), pid, state);
  }
}
