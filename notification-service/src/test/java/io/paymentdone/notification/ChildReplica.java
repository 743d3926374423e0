package io.paymentdone.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A replica in a JVM of its own, with its own flags. */
public final class ChildReplica implements AutoCloseable {

  private final int port;
  private final Path log;
  private final Process process;

  /**
   * Starts one; returns before it is ready.
   *
   * @param flags of the JVM
   * @param log where its output goes
   * @param properties Spring's, as {@code name=value}
   */
  public ChildReplica(List<String> flags, Path log, List<String> properties) {
    this.port = freePort();
    this.log = log;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(NotificationServiceApplication.class.getName());
    command.addAll(
        List.of(
            "--server.address=127.0.0.1",
            "--server.port=" + port,
            "--spring.profiles.active=local"));
    properties.forEach(property -> command.add("--" + property));
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its HTTP interface. */
  public Api api() {
    return new Api(port);
  }

  /** Whether a path answers with this status by now. */
  public boolean answers(String path, int status) {
    if (!isAlive()) {
      throw new AssertionError("it ended: " + log());
    }
    try {
      return api().get(path).status() == status;
    } catch (AssertionError notYet) {
      return false;
    }
  }

  /** Whether the process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it wrote. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(25, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
