package io.paymentdone.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the project's deployment files. */
final class DeploymentFiles {

  private DeploymentFiles() {}

  /** The project's directory: the nearest above the working directory that has a compose file. */
  static Path project() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("docker-compose.yml"))) {
        return at;
      }
    }
    throw new IllegalStateException("no docker-compose.yml above the working directory");
  }

  static String text(String path) {
    try {
      return Files.readString(project().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents of a YAML text; a key twice in one mapping is an error. */
  static List<Map<String, Object>> yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      if (document != null) {
        documents.add(map(document));
      }
    }
    return documents;
  }

  @SuppressWarnings("unchecked") // YAML mappings here have strings for keys; others fail where used
  static Map<String, Object> map(Object mapping) {
    return (Map<String, Object>) mapping;
  }

  /** The mapping under a key; empty when there is none. */
  static Map<String, Object> map(Map<String, Object> parent, String key) {
    Object value = parent.get(key);
    return value == null ? Map.of() : map(value);
  }

  /** The sequence under a key as text; empty when there is none. */
  static List<String> list(Map<String, Object> parent, String key) {
    return parent.get(key) instanceof List<?> values
        ? values.stream().map(String::valueOf).toList()
        : List.of();
  }
}
