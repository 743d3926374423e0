package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LessonStepTests {

  private static final String SECTION =
      """
      1. A step
      **Predict.** What is it?
      **Do.**
      ```sh
      echo 'a  b c'
      ```
      **Check.**
      ```text
      a b …
      ```
      """;

  @Test
  void readsEachStepOfTheLesson() throws Exception {
    List<LessonStep> steps = LessonStep.read(Path.of("../docs/lesson.md"));

    assertThat(steps).hasSize(9).allMatch(step -> !step.expected().isEmpty());
  }

  @Test
  void hasTheCommandsAndWhatTheyPrint() {
    assertThat(LessonStep.parse(SECTION))
        .isEqualTo(new LessonStep("1. A step", "echo 'a  b c'\n", List.of("a b …")));
  }

  @Test
  void refusesAStepThatDoesNotSayWhatIsPrinted() {
    String silent = SECTION.replace("```text", "```");

    assertThatThrownBy(() -> LessonStep.parse(silent)).hasMessageContaining("1. A step");
  }

  @Test
  void findsALineWhateverItsBlanksAre() {
    LessonStep step = new LessonStep("", "", List.of("a  b", "(…)"));

    assertThat(step.missingIn("a\tb \n(x y)\n")).isEmpty();
  }

  @Test
  void missesALineThatIsOnlyPartOfAnother() {
    LessonStep step = new LessonStep("", "", List.of("a b", "b…"));

    assertThat(step.missingIn("a b c\n")).containsExactly("a b", "b…");
  }

  @Test
  void missesALineThatIsPrintedTooSeldom() {
    LessonStep step = new LessonStep("", "", List.of("a…", "a…"));

    assertThat(step.missingIn("a 1\n")).containsExactly("a…");
    assertThat(step.missingIn("a 1\na 2\n")).isEmpty();
  }
}
