package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of its own starts PostgreSQL, to be killed meanwhile or to have another environment. */
class PostgresStarterIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  @TempDir Path elsewhere;

  /** Starts a server in the directory that it is given. */
  static final class Starter {

    static final String STARTING = "starting";

    private Starter() {}

    public static void main(String[] args) {
      System.out.println(STARTING);
      PostgresServer.start(Path.of(args[0]), Integer.parseInt(args[1]), Map.of());
    }
  }

  @Test
  void leavesNoServerThatRecovers() throws Exception {
    makeRecoveryLast();
    Process starter = starter().inheritIO().start();
    ProcessHandle server =
        await().atMost(PATIENCE).until(this::recovering, Optional::isPresent).orElseThrow();

    starter.destroyForcibly().waitFor();

    await().atMost(PATIENCE).until(() -> !server.isAlive());
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
  }

  /**
   * From before the first process of the server to after its recovery; every other time all
   * children are killed first, as by somebody who cleans up.
   */
  @Test
  void leavesNoServerWheneverItIsKilled() throws Exception {
    PostgresServer.start(directory).close();
    boolean childrenFirst = false;
    for (int millis : List.of(0, 20, 40, 60, 80, 100, 130, 160, 200, 250, 300, 400, 600, 1000)) {
      String port = Integer.toString(Ports.free());
      Process starter = starter(port).redirectError(Redirect.INHERIT).start();
      try (BufferedReader output =
          new BufferedReader(new InputStreamReader(starter.getInputStream(), UTF_8))) {
        assertThat(output.readLine()).isEqualTo(Starter.STARTING);
        TimeUnit.MILLISECONDS.sleep(millis);

        if (childrenFirst) {
          starter.children().forEach(ProcessHandle::destroyForcibly);
        }
        starter.destroyForcibly().waitFor();
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(commandsWith(port)).as("after %d ms", millis).isEmpty());
      childrenFirst = !childrenFirst;
    }
    PostgresServer.start(directory).close();
  }

  private static List<String> commandsWith(String argument) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().arguments().orElse(new String[0]))
        .filter(arguments -> List.of(arguments).contains(argument))
        .map(arguments -> String.join(" ", arguments))
        .toList();
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

  @Test
  void keepsItsProgramsBesideTheDataWhereThereIsNoHome() throws Exception {
    Process starter = withoutHome().inheritIO().start();
    Path programs = directory.resolve("binaries");
    await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("data/postmaster.pid")));

    starter.destroyForcibly().waitFor();

    OtherUsers.assertSeeNothingIn(programs);
    // It writes until it has ended, and so nobody can delete the directory before.
    await().atMost(PATIENCE).until(() -> !Files.exists(directory.resolve("data/postmaster.pid")));
  }

  @Test
  void namesTheCauseWhenItCannotUnpackItsPrograms() throws Exception {
    Files.createFile(directory.resolve("binaries"));
    Process starter = withoutHome().redirectErrorStream(true).start();

    String output = new String(starter.getInputStream().readAllBytes(), UTF_8);

    assertThat(starter.waitFor()).isNotZero();
    assertThat(output).contains("binaries is a file where a directory is wanted");
  }

  /** The cache's place is below a file. */
  private ProcessBuilder withoutHome() throws IOException {
    Path file = Files.createTempFile(elsewhere, "no", "home");
    ProcessBuilder builder = starter();
    builder.environment().put("XDG_CACHE_HOME", file.toString());
    return builder;
  }

  private ProcessBuilder starter() {
    return starter(Integer.toString(Ports.free()));
  }

  private ProcessBuilder starter(String port) {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Starter.class.getName(),
        directory.toString(),
        port);
  }

  private Optional<ProcessHandle> recovering() throws IOException {
    Path lock = directory.resolve("data/postmaster.pid");
    List<String> lines = Files.exists(lock) ? Files.readAllLines(lock) : List.of();
    return !lines.isEmpty() && lines.getLast().strip().equals("starting")
        ? ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        : Optional.empty();
  }
}
