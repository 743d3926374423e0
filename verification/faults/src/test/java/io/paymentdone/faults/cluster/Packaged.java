package io.paymentdone.faults.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.servers.UnpackedJar;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;

/** What the build made, and where results go. */
public final class Packaged {

  private Packaged() {}

  /** The packaged service, named as its module, unpacked. */
  static Path jar(String service) {
    return UnpackedJar.of(path(service), output().resolve(service));
  }

  /** The executable that runs this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Where the wrong beans of the negative controls are. */
  static Path testClasses() {
    return path("test-classes");
  }

  /** Directory for data, logs and reports. */
  public static Path output() {
    return path("output");
  }

  private static Path path(String name) {
    try (InputStream in = Packaged.class.getResourceAsStream("packaged.properties")) {
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, UTF_8));
      return Path.of(properties.getProperty(name)).normalize();
    } catch (IOException e) {
      throw new UncheckedIOException("packaged.properties is missing", e);
    }
  }
}
