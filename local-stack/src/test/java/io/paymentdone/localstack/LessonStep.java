package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A step of {@code docs/lesson.md}.
 *
 * @param title its heading
 * @param commands what its reader gives to bash
 * @param expected lines that they print, in any order; {@code …} stands for any text
 */
record LessonStep(String title, String commands, List<String> expected) {

  private static final Pattern HEADING = Pattern.compile("^## ", Pattern.MULTILINE);
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** The steps in their order; fails unless each has one block of commands and one of output. */
  static List<LessonStep> read(Path document) throws IOException {
    return HEADING
        .splitAsStream(Files.readString(document))
        .skip(1)
        .map(LessonStep::parse)
        .toList();
  }

  static LessonStep parse(String section) {
    String title = section.lines().findFirst().orElseThrow();
    List<MatchResult> blocks = BLOCK.matcher(section).results().toList();
    assertThat(blocks)
        .as("blocks of the step \"%s\"", title)
        .extracting(block -> block.group(1))
        .containsExactly("sh", "text");
    assertThat(section).contains("\n**Predict.** ", "\n**Do", "\n**Check.**");
    return new LessonStep(title, blocks.get(0).group(2), blocks.get(1).group(2).lines().toList());
  }

  /**
   * Expected lines that the output has not, or has less often; tabs and blanks count as one blank.
   */
  List<String> missingIn(String output) {
    List<String> printed = new ArrayList<>(output.lines().map(LessonStep::oneBlank).toList());
    List<String> missing = new ArrayList<>();
    for (String line : expected) {
      Predicate<String> isLine = pattern(line).asMatchPredicate();
      Optional<String> found = printed.stream().filter(isLine).findFirst();
      found.ifPresentOrElse(printed::remove, () -> missing.add(line));
    }
    return missing;
  }

  private static Pattern pattern(String line) {
    return Pattern.compile(
        Stream.of(oneBlank(line).split("…", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }

  private static String oneBlank(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }
}
