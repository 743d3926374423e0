package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MuseumExhibitTests {

  private static final Path TEXTS = Path.of("src/main/resources/static/js/lab-museum-texts.js");
  private static final Pattern KEY = Pattern.compile("(?m)^  \"?([\\w-]+)\"?: \\{$");

  @Test
  void hasItsIdForThePageAndForNames() {
    assertThat(JsonMapper.shared().writeValueAsString(MuseumExhibit.COMMIT_BEFORE_WORK))
        .isEqualTo("\"commit-before-work\"");
    assertThat(MuseumExhibit.NO_KEY.senderId()).isEqualTo("no-key-sender");
  }

  /** A card without a text would stop the page. */
  @Test
  void thePageHasTextsForEachAndNoOther() throws IOException {
    List<String> keys =
        KEY.matcher(Files.readString(TEXTS)).results().map(match -> match.group(1)).toList();

    assertThat(keys)
        .containsExactlyElementsOf(
            Arrays.stream(MuseumExhibit.values()).map(MuseumExhibit::id).toList());
  }
}
