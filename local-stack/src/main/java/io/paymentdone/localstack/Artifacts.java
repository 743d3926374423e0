package io.paymentdone.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.localstack.Options.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What the build made, and where. */
final class Artifacts {

  private Artifacts() {}

  /** Directory for data when none is given. */
  static Path data() {
    return path("data");
  }

  /** The project's root. */
  static Path project() {
    return path("project");
  }

  /** The packaged service. */
  static Path jar(Service service) {
    Path jar = path(service.module());
    if (!Files.isRegularFile(jar)) {
      throw new StartException(
          jar + " is missing; build it first: mvn -DskipTests package spring-boot:run");
    }
    return jar;
  }

  private static Path path(String name) {
    try (InputStream in = Artifacts.class.getResourceAsStream("local-stack.properties")) {
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, UTF_8));
      return Path.of(properties.getProperty(name)).normalize();
    } catch (IOException e) {
      throw new UncheckedIOException("local-stack.properties is missing", e);
    }
  }
}
