package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The shell in which a reader of {@code docs/lesson.md} takes its steps. */
final class LessonShell {

  /** Failsafe runs tests in the module's directory. */
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /** A fourth consumer may start beside all others, on two cores and without caches. */
  private static final Duration STEP_TIMEOUT = Duration.ofMinutes(2);

  private static final Pattern PORT = Pattern.compile("\\b(8080|8090|810[1-3]|9092)\\b");

  private final LauncherProcess launcher;
  private final Path output;

  LessonShell(LauncherProcess launcher, Path output) {
    this.launcher = launcher;
    this.output = output;
  }

  static List<LessonStep> steps() throws IOException {
    return LessonStep.read(REPOSITORY.resolve("docs/lesson.md"));
  }

  /** Gives the commands of a step and looks for each line that the lesson shows. */
  void take(LessonStep step) throws IOException, InterruptedException {
    if (step.commands().contains("kafkajs")) {
      assumeTrue(hasKafkaJs(), "kafkajs is not installed, not at the root nor in NODE_PATH");
    }
    int status = run(step.commands());
    if (!step.missingIn(Files.readString(output)).isEmpty() && hasDeadline(step)) {
      status = run(step.commands());
    }
    String printed = Files.readString(output);
    assertThat(status).as("status of step %s, which printed: %s", step.title(), printed).isZero();
    assertThat(step.missingIn(printed))
        .as("lines of step %s that are not in: %s", step.title(), printed)
        .isEmpty();
  }

  /**
   * Whether the step must be done before a stopped consumer counts as dead. A machine may be too
   * busy for this once.
   */
  private static boolean hasDeadline(LessonStep step) {
    return step.commands().contains("kill -STOP");
  }

  private boolean hasKafkaJs() throws IOException, InterruptedException {
    return run("node -e 'require(\"kafkajs\")'") == 0;
  }

  /** Any command that fails ends it, unlike in the reader's shell. */
  private int run(String commands) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-e", "-c", onPortsOfTheStack(commands))
            .directory(REPOSITORY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + launcher.kafkaPort()));
    Process bash = builder.start();
    bash.getOutputStream().close();
    boolean ended = bash.waitFor(STEP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    bash.descendants().forEach(ProcessHandle::destroyForcibly);
    bash.destroyForcibly();
    assertThat(ended)
        .as("it ended within %s; printed: %s", STEP_TIMEOUT, Files.readString(output))
        .isTrue();
    return bash.exitValue();
  }

  private String onPortsOfTheStack(String commands) {
    return PORT.matcher(commands).replaceAll(port -> Integer.toString(port(port.group())));
  }

  private int port(String written) {
    return switch (written) {
      case "8080" -> launcher.paymentPort(1);
      case "8090" -> launcher.consolePort();
      case "9092" -> launcher.kafkaPort();
      default -> launcher.notificationPort(Integer.parseInt(written) - 8100);
    };
  }
}
