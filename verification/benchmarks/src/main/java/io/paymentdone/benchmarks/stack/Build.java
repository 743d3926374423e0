package io.paymentdone.benchmarks.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.servers.UnpackedJar;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;

/** What the build made, and where results go. */
public final class Build {

  private Build() {}

  /** The project's root. */
  public static Path project() {
    return path("project");
  }

  /** Directory for data, logs and results. */
  public static Path output() {
    return path("output");
  }

  /** Flags that the images' JVMs have. */
  public static Path jvmOptions() {
    return project().resolve("docker/jvm.options");
  }

  /** The packaged service, named as its module, unpacked. */
  public static Path jar(String service) {
    return UnpackedJar.of(path(service), output().resolve(service));
  }

  private static Path path(String name) {
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, UTF_8));
      return Path.of(properties.getProperty(name)).normalize();
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties is missing", e);
    }
  }
}
