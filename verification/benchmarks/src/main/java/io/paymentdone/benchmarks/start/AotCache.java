package io.paymentdone.benchmarks.start;

import io.paymentdone.benchmarks.stack.Build;
import io.paymentdone.benchmarks.stack.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The JDK's ahead-of-time cache of a service, made as {@code docker/aot-cache.sh} makes it. */
final class AotCache {

  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  /** The cache is made at the end. */
  private static final Duration END_TIMEOUT = Duration.ofMinutes(5);

  /** Exit status of a JVM after SIGTERM. */
  private static final int TERMINATED = 143;

  /** By then the service has asked for a broker some times. */
  private static final Duration LOOKING_FOR_KAFKA = Duration.ofSeconds(5);

  private AotCache() {}

  /**
   * Makes it in a training run; returns the flag that uses it.
   *
   * @param starts whether the run goes on until the service has started and looks for Kafka;
   *     otherwise it ends when the context is made
   */
  static String flag(String service, boolean starts) throws IOException {
    Path jar = Build.jar(service);
    Path cache = jar.resolveSibling("app.aot");
    Path log = jar.resolveSibling("training.log");
    Files.deleteIfExists(cache);
    Process training =
        new ProcessBuilder(command(jar, cache, starts))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start();
    try {
      if (starts) {
        Waiting.require(START_TIMEOUT, "training of " + service, () -> hasStarted(log));
        Waiting.during(LOOKING_FOR_KAFKA);
        training.destroy();
      }
      if (!training.waitFor(END_TIMEOUT)
          || training.exitValue() != (starts ? TERMINATED : 0)
          || !Files.exists(cache)) {
        throw new IllegalStateException("no cache was made; its log: " + log);
      }
      return "-XX:AOTCache=" + cache;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      training.destroyForcibly();
    }
  }

  private static List<String> command(Path jar, Path cache, boolean starts) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:AOTCacheOutput=" + cache,
                "@" + Build.jvmOptions()));
    if (!starts) {
      command.add("-Dspring.context.exit=onRefresh");
    }
    command.addAll(
        List.of(
            "-jar",
            jar.toString(),
            "--server.port=0",
            "--spring.config.additional-location=file:"
                + Build.project().resolve("docker/training.properties")));
    return command;
  }

  private static boolean hasStarted(Path log) {
    try (var lines = Files.lines(log)) {
      return lines.anyMatch(line -> line.contains(" : Started "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
