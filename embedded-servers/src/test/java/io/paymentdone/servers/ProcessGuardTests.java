package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Harmless programs in place of servers; the end of the pipe in place of the end of this JVM. */
class ProcessGuardTests {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int TERMINATED = 128 + 15;
  private static final int KILLED = 128 + 9;

  /** Starts many programs, to be killed meanwhile. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("starting");
      for (int i = 0; i < 200; i++) {
        ProcessGuard.start(new ProcessBuilder("sleep", arguments[0]), StopSignal.TERM);
      }
      Thread.currentThread().join();
    }
  }

  @Test
  void leavesAProcessAloneWhileThisJvmRuns() throws Exception {
    Process process = start("read -r line; exit 5");

    assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();

    process.getOutputStream().close();
    assertThat(process.waitFor()).isIn(5, TERMINATED);
  }

  @Test
  void signalsAProcessWhenThisJvmHasEnded() throws Exception {
    Process process = start("exec sleep 600");

    process.getOutputStream().close();

    assertThat(statusOf(process)).isEqualTo(TERMINATED);
  }

  /** As PostgreSQL that is just being loaded. */
  @Test
  void signalsAgainUntilTheProgramListens() throws Exception {
    Process process =
        start("trap '' TERM; echo; sleep 3; trap 'exit 3' TERM; while :; do sleep 0.1; done");
    awaitLine(process);

    process.getOutputStream().close();

    assertThat(statusOf(process)).isEqualTo(3);
  }

  @Test
  void killsAProcessThatNeverListens() throws Exception {
    Process process = start("trap '' TERM; echo; while :; do sleep 1; done");
    awaitLine(process);

    process.getOutputStream().close();

    assertThat(statusOf(process)).isEqualTo(KILLED);
  }

  @Test
  void endsWithItsProcess() throws Exception {
    Process process = start("exec sleep 600");
    ProcessHandle guard =
        await()
            .atMost(PATIENCE)
            .until(() -> process.children().findFirst(), Optional::isPresent)
            .orElseThrow();

    process.destroyForcibly();

    await().atMost(PATIENCE).until(() -> !guard.isAlive());
  }

  /** Two moments of the start of a process are less than a millisecond apart. */
  @ParameterizedTest
  @CsvSource({"0, false", "7, true", "53, false", "101, true", "203, false"})
  void leavesNoProcessWheneverItsJvmIsKilled(int millis, boolean childrenFirst) throws Exception {
    String seconds = "86400." + System.nanoTime();
    Process starter =
        new ProcessBuilder(
                ChildCommand.java(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                seconds)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(starter.getInputStream(), US_ASCII))) {
      assertThat(output.readLine()).isEqualTo("starting");
      await().atMost(PATIENCE).until(() -> sleeping(seconds).findAny().isPresent());
      TimeUnit.MILLISECONDS.sleep(millis);

      if (childrenFirst) {
        starter.children().forEach(ProcessHandle::destroyForcibly);
      }
      starter.destroyForcibly().waitFor();
    }

    await().atMost(PATIENCE).until(() -> sleeping(seconds).findAny().isEmpty());
  }

  private static Stream<ProcessHandle> sleeping(String seconds) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> List.of(process.info().arguments().orElse(new String[0])).contains(seconds));
  }

  private static Process start(String script) throws IOException {
    return ProcessGuard.start(new ProcessBuilder("/bin/sh", "-c", script), StopSignal.TERM);
  }

  private static void awaitLine(Process process) throws IOException {
    assertThat(process.getInputStream().read()).isEqualTo('\n');
  }

  private static int statusOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE)).isTrue();
    return process.exitValue();
  }
}
