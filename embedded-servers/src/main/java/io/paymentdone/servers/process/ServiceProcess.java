package io.paymentdone.servers.process;

import io.paymentdone.servers.ChildCommand;
import io.paymentdone.servers.LogTail;
import io.paymentdone.servers.ProcessGuard;
import io.paymentdone.servers.ProcessGuard.StopSignal;
import io.paymentdone.servers.Signals;
import io.paymentdone.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One service in a JVM of its own, to be stopped, killed, frozen and started again. The process
 * ends with this JVM.
 */
public final class ServiceProcess implements AutoCloseable {

  /** Far more than a start takes: on a busy machine a service is late, not broken. */
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);

  /** As long as a deployment waits. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  /** A process on a busy disk takes a while to free its memory. */
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(30);

  private static final int PROBE_TIMEOUT_MILLIS = 2000;
  private static final int LOG_LINES = 25;

  private final Spec spec;
  private @Nullable Process process;

  /**
   * What to run.
   *
   * @param name of the process, shown by {@code jps -v} and {@code ps}
   * @param port of the HTTP API on loopback
   * @param options of the JVM
   * @param program {@code -jar} and a jar, or {@code -cp}, a class path and a main class
   * @param arguments Spring properties, as {@code --name=value}
   * @param secrets variables of the environment: everybody on the machine can read arguments
   * @param log where output is appended
   */
  public record Spec(
      String name,
      int port,
      JvmOptions options,
      List<String> program,
      List<String> arguments,
      Map<String, String> secrets,
      Path log) {

    /** The same with further arguments. */
    public Spec withArguments(List<String> further) {
      List<String> all = Stream.concat(arguments.stream(), further.stream()).toList();
      return new Spec(name, port, options, program, all, secrets, log);
    }
  }

  /** A process that is not started yet. */
  public ServiceProcess(Spec spec) {
    this.spec = spec;
  }

  /** Starts a process; returns before it is ready. */
  public static ServiceProcess start(Spec spec) {
    ServiceProcess service = new ServiceProcess(spec);
    service.start();
    return service;
  }

  /** Starts the process, for the first time or again; returns before it is ready. */
  public void start() {
    start(List.of());
  }

  /** As {@link #start()}, at the lowest priority. */
  void startInBackground() {
    start(List.of("nice", "-n", "19"));
  }

  private synchronized void start(List<String> prefix) {
    if (isAlive()) {
      throw new IllegalStateException(spec.name() + " runs already");
    }
    List<String> command = new ArrayList<>(prefix);
    command.add(ChildCommand.java());
    command.addAll(spec.options().flags());
    command.add("-Dpayment-done=" + spec.name());
    command.addAll(spec.program());
    command.addAll(spec.arguments());
    try {
      ProcessBuilder builder = ChildCommand.builder(command, spec.log());
      builder.environment().putAll(spec.secrets());
      process = ProcessGuard.start(builder, StopSignal.TERM);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + spec.name(), e);
    }
  }

  /**
   * Waits until the service is ready.
   *
   * @throws IllegalStateException with the end of the log when the process ended, or the service is
   *     not ready in time
   */
  public void awaitReady() {
    await("/readyz", "ready");
  }

  /** Waits until the service has started, whatever it lacks; throws as {@link #awaitReady}. */
  void awaitLive() {
    await("/livez", "live");
  }

  private void await(String probe, String what) {
    Process starting = running();
    boolean answered =
        Waiting.until(
            READY_TIMEOUT,
            () -> {
              if (!starting.isAlive()) {
                throw failure(ExitStatus.describe(starting.exitValue()) + " while it started");
              }
              return answers(probe);
            });
    if (!answered) {
      throw failure("was not " + what + " after " + READY_TIMEOUT.toMinutes() + " minutes");
    }
  }

  private boolean answers(String path) {
    try {
      URI probe = URI.create("http://127.0.0.1:" + spec.port() + path);
      HttpURLConnection connection = (HttpURLConnection) probe.toURL().openConnection();
      connection.setConnectTimeout(PROBE_TIMEOUT_MILLIS);
      connection.setReadTimeout(PROBE_TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException(
        spec.name()
            + " "
            + what
            + ". The end of its log, "
            + spec.log()
            + ":\n\n"
            + LogTail.of(spec.log(), LOG_LINES));
  }

  /** What is run. */
  public Spec spec() {
    return spec;
  }

  /** Name of the process. */
  public String name() {
    return spec.name();
  }

  /** Port of the HTTP API. */
  public int port() {
    return spec.port();
  }

  /** Whether the process runs, frozen or not. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Process id of the last start. */
  public long pid() {
    return running().pid();
  }

  /** Exit status of the process that was started last, once that process has ended. */
  public CompletableFuture<Integer> ended() {
    return running().onExit().thenApply(Process::exitValue);
  }

  /** SIGTERM; returns before the end. */
  public void terminate() {
    running().destroy();
  }

  /** Waits for the end; returns whether it came in time. */
  public boolean awaitEnd(Duration timeout) {
    try {
      return running().waitFor(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + spec.name() + " ended", e);
    }
  }

  /**
   * SIGTERM, then waits for the end.
   *
   * @return how long that took
   * @throws IllegalStateException when that takes longer than a deployment waits
   */
  public Duration stop() {
    long begin = System.nanoTime();
    terminate();
    if (!awaitEnd(STOP_TIMEOUT)) {
      throw failure("did not stop within " + STOP_TIMEOUT.toSeconds() + " s");
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** SIGKILL, if the process runs; returns before the end. */
  public void signalKill() {
    running().destroyForcibly();
  }

  /** SIGKILL, then waits for the end. */
  public void kill() {
    signalKill();
    if (!awaitEnd(KILL_TIMEOUT)) {
      throw failure("was killed and has not ended after " + KILL_TIMEOUT.toSeconds() + " s");
    }
  }

  /** SIGSTOP: the process stands still, its connections stay open. */
  public void freeze() {
    Signals.freeze(pid());
  }

  /** SIGCONT. */
  public void thaw() {
    Signals.thaw(pid());
  }

  private synchronized Process running() {
    if (process == null) {
      throw new IllegalStateException(spec.name() + " was never started");
    }
    return process;
  }

  /** Kills the process if it runs. */
  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }
}
