package io.paymentdone.localstack;

import io.paymentdone.console.replica.ReplicaControl.Ending;
import io.paymentdone.console.replica.ReplicaControl.Replica;
import io.paymentdone.console.replica.ReplicaControl.State;
import io.paymentdone.servers.process.ExitStatus;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.servers.process.ServiceProcess.Spec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The life of one replica, from its start to its end. */
final class NotificationReplica {

  private static final String MEANWHILE =
      "The others take over its partitions; as long as there is none, feeds stand still.";

  private final int n;
  private final Spec spec;
  private final ShutdownGate gate;
  private final Terminal terminal;
  private final BackOff backOff;
  private final BiConsumer<NotificationReplica, Duration> restart;
  private State state = State.STARTING;
  private long readyNanos;
  private boolean waitsForRestart;
  private @Nullable ServiceProcess process;

  /**
   * A replica that is to be started.
   *
   * @param backOff shared by all restarts of the replica with this number
   * @param restart called with the back-off when the replica has ended by itself
   */
  NotificationReplica(
      int n,
      Spec spec,
      ShutdownGate gate,
      Terminal terminal,
      BackOff backOff,
      BiConsumer<NotificationReplica, Duration> restart) {
    this.n = n;
    this.spec = spec;
    this.gate = gate;
    this.terminal = terminal;
    this.backOff = backOff;
    this.restart = restart;
  }

  /** Starts the replica in the background, once the previous one on the same port has ended. */
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
      int restarts = backOff.restarts();
      terminal.done(
          spec.name(),
          "http://localhost:" + spec.port() + (restarts == 0 ? "" : ", restart " + restarts),
          Duration.ofNanos(System.nanoTime() - begin));
    } catch (RuntimeException e) {
      crashed(howItFailed(e));
    }
  }

  private String howItFailed(RuntimeException e) {
    return process()
        .map(started ->
            started.isAlive()
                ? "was not ready in time"
                : ExitStatus.describe(started.ended().join()) + " while it started")
        .orElseGet(() -> "did not start: " + e.getMessage());
  }

  private void awaitEnd() {
    process().ifPresent(ending -> ending.ended().join());
  }

  /** Starts the replica and waits until it is ready. */
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
      readyNanos = System.nanoTime();
    }
  }

  private synchronized void ended(int status) {
    if (state == State.STOPPING) {
      state = State.STOPPED;
    } else if (state == State.RUNNING) {
      crashed(ExitStatus.describe(status));
    }
  }

  private synchronized void crashed(String how) {
    if (!state.isUp() || gate.isShut()) {
      return;
    }
    Duration ran =
        state == State.RUNNING ? Duration.ofNanos(System.nanoTime() - readyNanos) : Duration.ZERO;
    state = State.CRASHED;
    process().ifPresent(ServiceProcess::kill);
    Optional<Duration> delay = backOff.next(ran);
    waitsForRestart = delay.isPresent();
    terminal.report(EndReport.of(spec.name(), how, spec.log(), MEANWHILE, delay));
    delay.ifPresent(wait -> restart.accept(this, wait));
  }

  /** Whether a restart is due because the replica ended by itself. */
  synchronized boolean waitsForRestart() {
    return waitsForRestart;
  }

  /** Whether there is something to end: a process, or one to come. */
  synchronized boolean isUp() {
    return state.isUp() || waitsForRestart;
  }

  /**
   * Ends the replica if it is up; after that the replica is not started again.
   *
   * @return the process while it still runs
   */
  synchronized Optional<ServiceProcess> end(Ending ending) {
    waitsForRestart = false;
    ServiceProcess running = process;
    if (running == null || state == State.CRASHED) {
      state = State.STOPPED;
      return Optional.empty();
    }
    if (state.isUp()) {
      if (ending == Ending.KILL) {
        state = State.KILLED;
        running.signalKill();
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

  /** Whether the replica has ended and its process is gone. */
  synchronized boolean hasEnded() {
    return !state.isUp() && (process == null || !process.isAlive());
  }

  int number() {
    return n;
  }

  BackOff backOff() {
    return backOff;
  }

  synchronized Replica view() {
    ServiceProcess current = process;
    Long pid = current != null && current.isAlive() ? current.pid() : null;
    return new Replica(n, spec.name(), spec.port(), pid, state, backOff.restarts());
  }
}
