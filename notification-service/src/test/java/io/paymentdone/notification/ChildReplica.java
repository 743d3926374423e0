package io.paymentdone.notification;

import io.paymentdone.servers.Ports;
import io.paymentdone.servers.process.JvmOptions;
import io.paymentdone.servers.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A replica in a JVM of its own, with its own flags. */
public final class ChildReplica implements AutoCloseable {

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  private final ServiceProcess process;

  /**
   * Starts one; returns before it is ready.
   *
   * @param flags of the JVM
   * @param log where its output goes
   * @param properties Spring's, as {@code name=value}
   */
  public ChildReplica(List<String> flags, Path log, List<String> properties) {
    int port = Ports.free();
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.address=127.0.0.1");
    arguments.add("--server.port=" + port);
    arguments.add("--spring.profiles.active=local");
    properties.forEach(property -> arguments.add("--" + property));
    process =
        ServiceProcess.start(
            new ServiceProcess.Spec(
                "notification-service",
                port,
                new JvmOptions(flags).with("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    NotificationServiceApplication.class.getName()),
                arguments,
                Map.of(),
                log));
  }

  /** Its HTTP interface. */
  public Api api() {
    return new Api(process.port());
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
      return Files.readString(process.spec().log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it as {@code kill -9} does. */
  public void kill() {
    process.kill();
    process.close();
  }

  @Override
  public void close() {
    process.terminate();
    process.awaitEnd(STOP_TIMEOUT);
    process.close();
  }
}
