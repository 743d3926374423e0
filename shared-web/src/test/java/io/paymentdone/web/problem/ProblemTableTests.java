package io.paymentdone.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/api.md describes each code once, as it is. */
class ProblemTableTests {

  private static final Pattern ROW =
      Pattern.compile("\\| (?<codes>.*`.*) \\| (?<status>\\d{3}) \\| .+ \\| (yes|no) \\| .*\\|");

  private static final Pattern CODE = Pattern.compile("`([a-z-]+)`");

  @Test
  void describesEachCode() throws IOException {
    Map<String, String> described =
        Files.readAllLines(Path.of("..", "docs", "api.md")).stream()
            .flatMap(ProblemTableTests::rows)
            // A code that is there twice fails.
            .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));

    assertThat(described)
        .isEqualTo(
            Arrays.stream(ProblemCode.values())
                .collect(
                    Collectors.toMap(
                        ProblemCode::text,
                        code ->
                            code.status().value()
                                + (code.isRetryable() ? " retryable" : " in vain"))));
  }

  private static Stream<List<String>> rows(String line) {
    return ROW.matcher(line)
        .results()
        .flatMap(row ->
            CODE.matcher(row.group(1))
                .results()
                .map(code -> List.of(code.group(1), row.group(2) + meaning(row))));
  }

  private static String meaning(MatchResult row) {
    return row.group(3).equals("yes") ? " retryable" : " in vain";
  }
}
