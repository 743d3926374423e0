package io.paymentdone.web.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.mock.http.MockHttpInputMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

class UnreadableBodyTests {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"a\":1 | line 1, column 7: Unexpected end-of-input: expected close marker for Object",
        "{\"a\":NaN} | line 1, column 9: Non-standard token 'NaN'",
        "{\"a\":+1} | line 1, column 7: Unexpected character ('+' (code 43)) in numeric value: JSON"
            + " spec does not allow numbers to have plus signs",
        "/* */1 | line 1, column 1: Unexpected character ('/' (code 47)): maybe a (non-standard)"
            + " comment?",
        "{\"a\":1,\"a\":2} | line 1, column 11: Duplicate Object property \"a\"",
        "[01] | line 1, column 3: Invalid numeric value: Leading zeroes not allowed"
      })
  void saysWhatIsWrongAndWhere(String body, String reason) {
    assertThat(detail(body)).isEqualTo("The body is not valid JSON at " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[",
        "{\"a\"",
        "{\"a\":",
        "[1",
        "[1,",
        "[1,]",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "['a']",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[+1]",
        "[+NaN]",
        "[.5]",
        "[5.]",
        "[01]",
        "[1e]",
        "[0x1]",
        "#1",
        "/* */1",
        "// 1",
        "[tru]",
        "[nul]",
        "[\"a\tb\"]",
        "[\"\\x\"]",
        "[\"\\u12\"]",
        "[\"a",
        "]",
        "}",
        "[1}",
        "{\"a\":1]",
        "{\"a\":1,\"a\":2}",
        "hi there",
        "\u00e4",
        "[1 2]",
        "a`b",
        "[Feature]",
        "[Source: a]"
      })
  void tellsNothingOfTheParser(String body) {
    assertThat(detail(body))
        .startsWith("The body is not valid JSON at line 1, column ")
        .doesNotContain("Source:", "Feature", "`", "REDACTED", "enabled", "parser");
  }

  @Test
  void saysWhereWhenAllElseIsInternal() {
    assertThat(detail("{\"`\":1,\"`\":1}"))
        .isEqualTo("The body is not valid JSON at line 1, column 11.");
  }

  @Test
  void isShort() {
    String name = "\"" + "a".repeat(1000) + "\":1";
    assertThat(detail("{" + name + "," + name + "}")).hasSizeLessThan(300);
  }

  private static String detail(String body) {
    JacksonException unreadable =
        catchThrowableOfType(JacksonException.class, () -> JSON.readTree(body));
    ProblemException problem =
        UnreadableBody.problem(
            new HttpMessageNotReadableException(
                "unreadable", unreadable, new MockHttpInputMessage(new byte[0])));
    return String.valueOf(problem.getMessage());
  }
}
