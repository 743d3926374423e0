package io.paymentdone.console.page;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the words that the page explains against its word list. */
class WordListTests {

  private static final Path PAGE = Path.of("src/main/resources/static");
  private static final Path LIST = PAGE.resolve("js/word-list.js");

  /** An entry of the list, up to its sentences. */
  private static final Pattern ENTRY =
      Pattern.compile("id: \"([a-z-]+)\",\\s+name: \"[^\"]+\",\\s+says: \\[(.*)],");

  private static final Pattern SENTENCE = Pattern.compile("\"([^\"]+)\"");

  /** In the page's HTML, and in what its scripts make. */
  private static final Pattern ASKED =
      Pattern.compile("data-term=\"([^\"]+)\"|\\b(?:term|word)\\(\"([^\"]+)\"");

  @Test
  void everyWordThatThePageExplainsIsInTheListAndEachOfTheListIsOnThePage() throws IOException {
    List<String> listed = entries().map(entry -> entry.group(1)).toList();

    assertThat(listed).hasSizeGreaterThan(30).doesNotHaveDuplicates();
    assertThat(ASKED.matcher(page()).results().map(WordListTests::asked).distinct())
        .containsExactlyInAnyOrderElementsOf(listed);
  }

  @Test
  void everyWordIsExplainedInTwoSentences() throws IOException {
    assertThat(entries())
        .allSatisfy(entry ->
            assertThat(SENTENCE.matcher(entry.group(2)).results().map(text -> text.group(1)))
                .as(entry.group(1))
                .hasSize(2)
                .allMatch(text -> text.matches("[A-Z][^.]*(\\.[a-z0-9][^.]*)*\\.")));
    assertThat(entries().count())
        .isEqualTo(Pattern.compile("\\bid: ").matcher(Files.readString(LIST)).results().count());
  }

  /** What the list names as further reading is there. */
  @Test
  void furtherReadingExists() throws IOException {
    String list = Files.readString(LIST);
    assertThat(Pattern.compile("docs/[\\w/-]+\\.md").matcher(list).results())
        .isNotEmpty()
        .allSatisfy(named -> assertThat(Path.of("..", named.group())).isRegularFile());
    String lesson = Files.readString(Path.of("../docs/lesson.md"));
    assertThat(Pattern.compile("LESSON\\((\\d+)\\)").matcher(list).results())
        .isNotEmpty()
        .allSatisfy(step -> assertThat(lesson).contains("\n## " + step.group(1) + ". "));
  }

  private static String asked(MatchResult word) {
    return word.group(1) == null ? word.group(2) : word.group(1);
  }

  private static Stream<MatchResult> entries() throws IOException {
    return ENTRY.matcher(Files.readString(LIST)).results();
  }

  private static String page() throws IOException {
    try (Stream<Path> files = Files.walk(PAGE)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(html|js)"))
          .map(WordListTests::read)
          .collect(joining());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
