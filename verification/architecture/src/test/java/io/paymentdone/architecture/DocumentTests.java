package io.paymentdone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents can be read in a terminal, and their links lead somewhere. */
class DocumentTests {

  private static final int LINE_LENGTH_MAX = 130;
  private static final int README_LINES_MAX = 150;
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)");

  /** Not the option {@code -DskipTests}, nor a pattern such as {@code *SystemTests}. */
  private static final Pattern TEST_CLASS = Pattern.compile("(?<![-*\\w])[A-Z]\\w*Tests\\b");

  /** Stand for any name. */
  private static final Set<String> PLACEHOLDERS =
      Set.of("XTests", "XIntegrationTests", "XSystemTests");

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

  @Test
  void testsThatTheyNameExist() throws IOException {
    Set<String> existing = testClasses();
    List<String> missing = new ArrayList<>();
    for (Path document : documents()) {
      TEST_CLASS
          .matcher(Files.readString(document))
          .results()
          .map(MatchResult::group)
          .filter(name -> !PLACEHOLDERS.contains(name) && !existing.contains(name))
          .forEach(name -> missing.add(REPOSITORY.relativize(document) + " -> " + name));
    }
    assertThat(missing).isEmpty();
  }

  /** Without it the threat model would be a list of promises. */
  @Test
  void eachDefenceNamesATest() throws IOException {
    List<String> rows =
        Files.readString(REPOSITORY.resolve("docs/SECURITY.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| against |"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .toList();

    assertThat(rows)
        .hasSizeGreaterThan(15)
        .allSatisfy(row -> assertThat(row).containsPattern(TEST_CLASS));
  }

  private static Set<String> testClasses() throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> poms = Files.find(REPOSITORY, 3, (file, _) -> file.endsWith("pom.xml"))) {
      for (Path module : poms.map(Path::getParent).toList()) {
        Path sources = module.resolve("src/test/java");
        if (Files.exists(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith("Tests.java"))
                .forEach(name -> names.add(name.replace(".java", "")));
          }
        }
      }
    }
    assertThat(names).hasSizeGreaterThan(100);
    return names;
  }
}
