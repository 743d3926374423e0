package io.paymentdone.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs modules of the page in Node.js, as far as they need no document. */
final class PageModules {

  private static final Path MODULES = Path.of("src/main/resources/static/js");

  /** What modules use of a browser when they are loaded. */
  private static final String BROWSER =
      """
      const colors = { "--text": "#101010", "--panel": "#ffffff", "--quiet": "#808080" };
      for (let i = 1; i <= 8; i++) colors[`--m${i}`] = `#${i}0${i}0f0`;
      globalThis.document = { documentElement: {} };
      const style = { getPropertyValue: (name) => colors[name] ?? "#000000" };
      globalThis.getComputedStyle = () => style;
      globalThis.matchMedia = () => ({ addEventListener() {} });
      globalThis.reportError = (e) => { throw e; };
      """;

  private PageModules() {}

  /**
   * The value that a script returns, as JSON. Times are those of UTC.
   *
   * @param directory for copies of the modules, which the script imports from it
   * @param script the body of an asynchronous function
   */
  static JsonNode run(Path directory, String script) throws IOException, InterruptedException {
    assumeTrue(isInstalled(), "node is not installed");
    try (Stream<Path> modules = Files.list(MODULES)) {
      for (Path module : modules.toList()) {
        Files.copy(module, directory.resolve(module.getFileName().toString()));
      }
    }
    Files.writeString(directory.resolve("package.json"), "{\"type\": \"module\"}");
    Files.writeString(
        directory.resolve("run.mjs"),
        BROWSER
            + "const run = async () => {\n"
            + script
            + "};\nprocess.stdout.write(JSON.stringify(await run()));\n");
    Path errors = directory.resolve("errors.txt");
    ProcessBuilder node =
        new ProcessBuilder("node", "run.mjs")
            .directory(directory.toFile())
            .redirectError(errors.toFile());
    node.environment().put("TZ", "UTC");
    Process process = node.start();
    String result = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> read(errors)).isZero();
    return JsonMapper.shared().readTree(result);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")));
  }
}
