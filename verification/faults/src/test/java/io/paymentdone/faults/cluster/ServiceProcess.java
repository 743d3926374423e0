package io.paymentdone.faults.cluster;

import io.paymentdone.servers.ProcessGuard;
import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One packaged service in a JVM of its own, to be killed, stopped, frozen and started again. */
public final class ServiceProcess {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  private final Spec spec;
  private final ServiceProbe probe;
  private @Nullable Process process;

  /**
   * What to run.
   *
   * @param name of the process, also its {@code client.id}
   * @param port of its HTTP API
   * @param wrongApplication main class in the test sources that replaces a bean by a wrong one;
   *     null for the service as it is
   * @param jvmFlags besides those that all services have
   * @param arguments Spring properties
   * @param log where its output is appended
   */
  public record Spec(
      String name,
      Path jar,
      int port,
      @Nullable Class<?> wrongApplication,
      List<String> jvmFlags,
      Map<String, String> arguments,
      Path log) {}

  ServiceProcess(Spec spec) {
    this.spec = spec;
    this.probe = new ServiceProbe(spec.port());
  }

  /** Starts it; returns before it is ready. */
  public synchronized void start() {
    if (isAlive()) {
      throw new IllegalStateException(spec.name() + " runs already");
    }
    process = launch(command());
  }

  private Process launch(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(spec.log().toFile()));
    try {
      return ProcessGuard.start(builder, StopSignal.TERM);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Packaged.java());
    command.addAll(
        List.of(
            "-Xms48m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-Dpayment-done=" + spec.name()));
    command.addAll(spec.jvmFlags());
    Class<?> wrongApplication = spec.wrongApplication();
    if (wrongApplication == null) {
      command.addAll(List.of("-jar", spec.jar().toString()));
    } else {
      command.addAll(
          List.of(
              "-cp",
              spec.jar() + ":" + Packaged.testClasses(),
              wrongApplication.getName(),
              // The harness's own logging says nothing of a service.
              "--logging.config=classpath:io/paymentdone/faults/cluster/service-logback.xml"));
    }
    spec.arguments().forEach((name, value) -> command.add("--" + name + "=" + value));
    return command;
  }

  /** Waits until it answers that it is ready. */
  public void awaitReady() {
    Waiting.require(
        READY_TIMEOUT,
        spec.name() + " is ready (log: " + spec.log() + ")",
        () -> {
          if (!isAlive()) {
            throw new IllegalStateException(
                spec.name() + " ended while starting; its log: " + spec.log());
          }
          return probe.isReady();
        });
  }

  /** Name of the process. */
  public String name() {
    return spec.name();
  }

  /** Port of its HTTP API. */
  public int port() {
    return spec.port();
  }

  /** Its health and metrics. */
  public ServiceProbe probe() {
    return probe;
  }

  /** Size of what it has logged. */
  public long logBytes() {
    return spec.log().toFile().length();
  }

  /** Whether the process runs, frozen or not. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    Process running = running();
    running.destroyForcibly();
    running.waitFor();
  }

  /**
   * SIGTERM, and waits for the end.
   *
   * @throws IllegalStateException when it takes longer than a deployment waits
   */
  public Duration terminate() throws InterruptedException {
    Process running = running();
    long begin = System.nanoTime();
    running.destroy();
    if (!running.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          spec.name() + " did not stop within " + STOP_TIMEOUT.toSeconds() + " s");
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** SIGSTOP: the process freezes, its connections stay open. */
  public void freeze() throws InterruptedException {
    Signals.send("STOP", running().pid());
  }

  /** SIGCONT. */
  public void thaw() throws InterruptedException {
    Signals.send("CONT", running().pid());
  }

  /**
   * Runs the same jar with the same properties and further arguments beside it, to its end.
   *
   * @return exit status
   */
  public int runBeside(List<String> furtherArguments) throws InterruptedException {
    List<String> command = new ArrayList<>(command());
    command.addAll(furtherArguments);
    Process beside = launch(command);
    boolean ended = beside.waitFor(READY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    beside.destroyForcibly().waitFor();
    return ended ? beside.exitValue() : -1;
  }

  /** Kills it if it runs. */
  void close() throws InterruptedException {
    if (isAlive()) {
      kill();
    }
  }

  private synchronized Process running() {
    if (process == null) {
      throw new IllegalStateException(spec.name() + " never started");
    }
    return process;
  }
}
