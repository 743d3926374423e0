package io.paymentdone.benchmarks.start;

import io.paymentdone.benchmarks.stack.Build;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JDK's ahead-of-time cache of a service, made as the images' is. */
final class AotCache {

  private AotCache() {}

  /** Makes it in a training run; returns the flag that uses it. */
  static String flag(String service) throws IOException {
    Path jar = Build.jar(service);
    Path cache = jar.resolveSibling("app.aot");
    Path log = jar.resolveSibling("training.log");
    Files.deleteIfExists(cache);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:AOTCacheOutput=" + cache,
            "@" + Build.jvmOptions(),
            "-Dspring.context.exit=onRefresh",
            "-jar",
            jar.toString(),
            "--spring.config.additional-location=file:"
                + Build.project().resolve("docker/training.properties"));
    try {
      int status =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(log.toFile()))
              .start()
              .waitFor();
      if (status != 0 || !Files.exists(cache)) {
        throw new IllegalStateException("no cache was made; its log: " + log);
      }
      return "-XX:AOTCache=" + cache;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
