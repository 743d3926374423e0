package io.paymentdone.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that starts PostgreSQL is killed before the server is ready. */
class KilledStarterIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  /** Starts a server in the directory that it is given. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] args) {
      PostgresServer.start(Path.of(args[0]), Integer.parseInt(args[1]), Map.of());
    }
  }

  @Test
  void leavesNoServerThatRecovers() throws Exception {
    makeRecoveryLast();
    Process starter = start();
    ProcessHandle server =
        await().atMost(PATIENCE).until(this::recovering, Optional::isPresent).orElseThrow();

    starter.destroyForcibly().waitFor();

    await().atMost(PATIENCE).until(() -> !server.isAlive());
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
  }

  /** The server asks an archive for more, which takes its time to answer. */
  private void makeRecoveryLast() throws IOException {
    PostgresServer.start(directory).close();
    Files.createFile(directory.resolve("data/recovery.signal"));
    Files.writeString(
        directory.resolve("data/postgresql.auto.conf"),
        "restore_command = 'sleep 120'\n",
        StandardOpenOption.APPEND);
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Starter.class.getName(),
            directory.toString(),
            Integer.toString(Ports.free()))
        .inheritIO()
        .start();
  }

  private Optional<ProcessHandle> recovering() throws IOException {
    Path lock = directory.resolve("data/postmaster.pid");
    List<String> lines = Files.exists(lock) ? Files.readAllLines(lock) : List.of();
    return !lines.isEmpty() && lines.getLast().strip().equals("starting")
        ? ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        : Optional.empty();
  }
}
