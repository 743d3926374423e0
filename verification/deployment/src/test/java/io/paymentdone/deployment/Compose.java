package io.paymentdone.deployment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The project's compose file as a Compose project of the test's own: its volumes are the test's
 * alone.
 */
final class Compose implements AutoCloseable {

  private static final String PROJECT = "payment-done-test";

  /** Starts everything from a clean slate and waits until it is healthy; builds what is missing. */
  static Compose up() throws IOException {
    Compose compose = new Compose();
    compose.close();
    try {
      compose.run(Duration.ofMinutes(25), "up", "--build", "--wait");
      return compose;
    } catch (IllegalStateException e) {
      compose.close();
      throw e;
    }
  }

  /** Sets the number of notification-service replicas and waits until they are ready. */
  void scale(int replicas) throws IOException {
    run(
        Duration.ofMinutes(5),
        "up",
        "-d",
        "--no-build",
        "--no-recreate",
        "--wait",
        "--scale",
        "notification-service=" + replicas,
        "notification-service");
  }

  /** Names of the running containers. */
  List<String> containers() throws IOException {
    return run(Duration.ofMinutes(1), "ps", "--format", "{{.Name}}").lines().sorted().toList();
  }

  /** Stops one container as its stop signal does, and starts it again. */
  void restart(String container) throws IOException {
    execute(Duration.ofMinutes(3), List.of("docker", "restart", container));
  }

  /** Whether a container's health check succeeds. */
  boolean isHealthy(String container) throws IOException {
    return execute(
            Duration.ofMinutes(1),
            List.of("docker", "inspect", "--format", "{{.State.Health.Status}}", container))
        .strip()
        .equals("healthy");
  }

  /** Host and port on which a replica of a service is published. */
  String address(String service, int containerPort) throws IOException {
    return run(Duration.ofMinutes(1), "port", service, Integer.toString(containerPort)).strip();
  }

  /** A file in the image of a running service, as text. */
  String file(String service, String path) throws IOException {
    return run(Duration.ofMinutes(1), "exec", "-T", service, "cat", path);
  }

  /** Takes everything down, volumes included. */
  @Override
  public void close() throws IOException {
    run(Duration.ofMinutes(3), "down", "--volumes", "--remove-orphans");
  }

  private String run(Duration timeout, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("docker", "compose", "-p", PROJECT));
    command.addAll(List.of(arguments));
    return execute(timeout, command);
  }

  private static String execute(Duration timeout, List<String> command) throws IOException {
    Path output = Files.createTempFile("compose", ".out");
    Path errors = Files.createTempFile("compose", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(DeploymentFiles.project().toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      boolean ended = process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + (ended ? " failed: " : " takes too long: ") + text(errors));
      }
      return text(output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + String.join(" ", command), e);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
