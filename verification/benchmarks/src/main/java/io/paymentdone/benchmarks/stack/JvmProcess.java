package io.paymentdone.benchmarks.stack;

import io.paymentdone.servers.ProcessGuard;
import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service in a JVM of its own, with the flags and the memory that a deployment gives it. */
public final class JvmProcess implements AutoCloseable {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  /** What the Kubernetes manifests allow. */
  private static final String MEMORY = "-XX:MaxRAM=512m";

  private static final byte[] PAYMENT =
      "{\"userId\":\"first\",\"amount\":1,\"currency\":\"EUR\"}"
          .getBytes(StandardCharsets.US_ASCII);

  private final Spec spec;
  private final Process process;

  /**
   * What to run.
   *
   * @param name of the process
   * @param port of its HTTP API
   * @param flags of the JVM, beside those of the images
   * @param program {@code -jar} and a jar, or {@code -cp}, a path and a main class
   * @param arguments Spring properties, as {@code --name=value}
   * @param secrets variables of the environment: everybody on the machine can read arguments
   * @param log where its output is appended
   */
  public record Spec(
      String name,
      int port,
      List<String> flags,
      List<String> program,
      List<String> arguments,
      Map<String, String> secrets,
      Path log) {}

  private JvmProcess(Spec spec, Process process) {
    this.spec = spec;
    this.process = process;
  }

  /** Starts it; returns before it is ready. */
  public static JvmProcess start(Spec spec) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(MEMORY, "@" + Build.jvmOptions(), "-Dpayment-done=" + spec.name()));
    command.addAll(spec.flags());
    command.addAll(spec.program());
    command.addAll(spec.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(spec.log().toFile()));
    builder.environment().putAll(spec.secrets());
    try {
      return new JvmProcess(spec, ProcessGuard.start(builder, StopSignal.TERM));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + spec.name(), e);
    }
  }

  /** Waits until it answers that it is ready. */
  public void awaitReady() {
    Waiting.require(
        READY_TIMEOUT,
        spec.name() + " is ready (log: " + spec.log() + ")",
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(spec.name() + " ended; its log: " + spec.log());
          }
          return answers("/readyz");
        });
  }

  private boolean answers(String path) {
    try {
      HttpURLConnection connection = connection(path);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Whether it accepts a payment, made for that. */
  public boolean acceptsPayment() {
    try {
      HttpURLConnection connection = connection("/payments");
      try {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (var body = connection.getOutputStream()) {
          body.write(PAYMENT);
        }
        return connection.getResponseCode() == HttpURLConnection.HTTP_CREATED;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  private HttpURLConnection connection(String path) throws IOException {
    URI uri = URI.create("http://localhost:" + spec.port() + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(5000);
    return connection;
  }

  /** Port of its HTTP API. */
  public int port() {
    return spec.port();
  }

  /** Process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP: it stands still, its connections stay open. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      List<String> command = List.of("kill", "-s", name, Long.toString(pid()));
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException(command + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Memory that it has in RAM, in MB; 0 where the system does not tell. */
  public long residentMegabytes() {
    try (var lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException notLinux) {
      return 0;
    }
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, and waits for the end. */
  public void terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(spec.name() + " did not stop; its log: " + spec.log());
    }
  }

  /** Kills it if it runs. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
