package io.paymentdone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bill of materials in each service's jar is true, and all that it lists may be shipped. */
class BillOfMaterialsIntegrationTests {

  private static final String LIBRARIES = "BOOT-INF/lib/";

  /** Unpacks the jar when the image is built, and stays behind. */
  private static final String JAR_TOOLS = "spring-boot-jarmode-tools-";

  /** A jar without content, which Spring Boot leaves out. */
  private static final String STARTER = "spring-boot-starter-";

  /**
   * Licences that ask for no more than their text and notices to be passed on, and EPL 2.0, which
   * asks for the source of changed files. By SPDX id, or by name where the library's POM has one
   * that says no id.
   */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "The (New) BSD License",
          "CC0-1.0",
          "EPL-2.0",
          "MIT");

  @ParameterizedTest
  @ValueSource(strings = {"payment-service", "notification-service", "console"})
  void listsTheLibrariesOfTheJar(String module) throws IOException {
    try (JarFile jar = jar(module)) {
      Set<String> listed = new TreeSet<>();
      for (JsonNode component : components(jar)) {
        listed.add(
            component.get("name").asString() + "-" + component.get("version").asString() + ".jar");
      }
      Set<String> libraries = new TreeSet<>();
      jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(LIBRARIES) && !name.endsWith("/"))
          .map(name -> name.substring(LIBRARIES.length()))
          .filter(name -> !name.startsWith(JAR_TOOLS))
          .forEach(libraries::add);
      listed.removeIf(name -> name.startsWith(STARTER));

      assertThat(libraries).hasSizeGreaterThan(50);
      assertThat(listed).isEqualTo(libraries);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"payment-service", "notification-service", "console"})
  void hasNoLibraryWithoutAnAllowedLicence(String module) throws IOException {
    try (JarFile jar = jar(module)) {
      Set<String> refused = new TreeSet<>();
      for (JsonNode component : components(jar)) {
        List<String> licences =
            component
                .path("licenses")
                .valueStream()
                .map(BillOfMaterialsIntegrationTests::licence)
                .toList();
        // A library that names several leaves the choice.
        if (licences.stream().noneMatch(ALLOWED::contains)) {
          refused.add(component.get("purl").asString() + " " + licences);
        }
      }

      assertThat(refused).as("libraries whose licence is not one of %s", ALLOWED).isEmpty();
    }
  }

  private static String licence(JsonNode choice) {
    JsonNode licence = choice.path("license");
    for (JsonNode name :
        List.of(choice.path("expression"), licence.path("id"), licence.path("name"))) {
      if (name.isString()) {
        return name.stringValue();
      }
    }
    return choice.toString();
  }

  private static JarFile jar(String module) throws IOException {
    Path directory = DeploymentFiles.project().resolve(module).resolve("target");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*-exec.jar")) {
      return new JarFile(jars.iterator().next().toFile());
    }
  }

  /** Of the bill that the jar's manifest names, where scanners look for it. */
  private static List<JsonNode> components(JarFile jar) throws IOException {
    String place = jar.getManifest().getMainAttributes().getValue("Sbom-Location");
    assertThat(place).as("bill of materials, which -DskipTests and -o leave out").isNotNull();
    try (InputStream bill = jar.getInputStream(Objects.requireNonNull(jar.getEntry(place)))) {
      return JsonMapper.shared().readTree(bill).get("components").valueStream().toList();
    }
  }
}
