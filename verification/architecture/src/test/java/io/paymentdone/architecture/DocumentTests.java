package io.paymentdone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents can be read in a terminal, and their links lead somewhere. */
class DocumentTests {

  private static final int LINE_LENGTH_MAX = 130;
  private static final int README_LINES_MAX = 150;
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)");

  /** Surefire runs tests in the module's directory. */
  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String folder : List.of(".", "docs", "docs/adr", "verification", ".github")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder), 2)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    assertThat(documents).hasSizeGreaterThan(10);
    return documents;
  }

  @Test
  void linesFitATerminal() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path document : documents()) {
      int number = 0;
      for (String line : Files.readAllLines(document)) {
        number++;
        if (line.codePointCount(0, line.length()) > LINE_LENGTH_MAX) {
          tooLong.add(REPOSITORY.relativize(document) + ":" + number);
        }
      }
    }
    assertThat(tooLong).as("lines of more than %s characters", LINE_LENGTH_MAX).isEmpty();
    assertThat(Files.readAllLines(REPOSITORY.resolve("README.md")))
        .hasSizeLessThanOrEqualTo(README_LINES_MAX);
  }

  @Test
  void linksLeadToFiles() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      LINK.matcher(Files.readString(document))
          .results()
          .map(link -> link.group(1))
          .filter(target -> !target.startsWith("http"))
          .filter(target -> Files.notExists(document.resolveSibling(target)))
          .forEach(target -> broken.add(REPOSITORY.relativize(document) + " -> " + target));
    }
    assertThat(broken).isEmpty();
  }
}
