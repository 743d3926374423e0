package io.paymentdone.localstack;

import io.paymentdone.servers.ChildCommand;
import io.paymentdone.servers.LogTail;
import io.paymentdone.servers.PrivateDirectory;
import io.paymentdone.servers.ProcessGuard;
import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One run of a packaged service in a JVM of its own. */
final class ServiceProcess {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);
  private static final int PROBE_TIMEOUT_MILLIS = 2000;
  private static final int LOG_LINES = 25;

  private final Spec spec;
  private final Process process;

  /**
   * What to run.
   *
   * @param n number of the replica, from 1
   * @param port of its HTTP API
   * @param arguments Spring's properties, which beat what the environment says
   * @param secrets what nobody else is to read, as variables of the environment
   * @param log where its output is appended
   */
  record Spec(
      Application application,
      int n,
      int port,
      List<String> arguments,
      Map<String, String> secrets,
      Path log) {

    /** Name of the process, unique in the stack. */
    String name() {
      return application.service().replica(n);
    }
  }

  private ServiceProcess(Spec spec, Process process) {
    this.spec = spec;
    this.process = process;
  }

  /** Starts it; returns before it is ready. */
  static ServiceProcess start(Spec spec) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(JvmFlags.ofReplica(spec.name(), spec.application()));
    command.addAll(List.of("-jar", spec.application().jar().toString()));
    command.addAll(spec.arguments());
    try {
      return new ServiceProcess(
          spec, ProcessGuard.start(builder(spec, command, spec.log()), StopSignal.TERM));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + spec.name(), e);
    }
  }

  /** A process with a service's secrets, its output and errors appended to one log. */
  static ProcessBuilder builder(Spec spec, List<String> command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(ChildCommand.unsignalledByTerminal(command))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(PrivateDirectory.createFile(log).toFile()));
    builder.environment().putAll(spec.secrets());
    return builder;
  }

  /** The JVM that runs this one. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Waits until it answers that it is ready.
   *
   * @throws StartException with the end of its log when it ended, or is not ready in time
   */
  void awaitReady() {
    long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw failure(EndReport.how(process.exitValue()) + " while it started");
      }
      if (System.nanoTime() > deadline) {
        throw failure("was not ready after " + READY_TIMEOUT.toMinutes() + " minutes");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private boolean isReady() {
    try {
      URI probe = URI.create("http://127.0.0.1:" + spec.port() + "/actuator/health/readiness");
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

  private StartException failure(String what) {
    return new StartException(
        spec.name()
            + " "
            + what
            + ". The end of its log, "
            + spec.log()
            + ":\n\n"
            + LogTail.of(spec.log(), LOG_LINES));
  }

  Spec spec() {
    return spec;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Its exit status, once it has ended. */
  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end; kills it when that does not come. */
  void awaitEnd(Duration timeout) {
    try {
      if (!process.waitFor(timeout)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
