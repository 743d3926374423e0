package io.paymentdone.servers.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;

/** Where the build puts the packaged services. */
public final class PackagedServices {

  private PackagedServices() {}

  /** The project's root. */
  public static Path project() {
    return Path.of(properties().getProperty("project")).normalize();
  }

  /** Spring Boot's executable jar of a service. */
  static Path jar(ServiceModule service) {
    String name = service.module();
    return project()
        .resolve(name)
        .resolve("target")
        .resolve(name + "-" + properties().getProperty("version") + "-exec.jar");
  }

  private static Properties properties() {
    try (InputStream in =
        PackagedServices.class.getResourceAsStream("packaged-services.properties")) {
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, UTF_8));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("packaged-services.properties cannot be read", e);
    }
  }
}
