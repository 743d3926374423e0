package io.paymentdone.web.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.jspecify.annotations.Nullable;
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

  /** A request with fields. */
  record Request(@Nullable Long number, @Nullable Map<String, String> texts) {}

  /** Where it stands does not make it JSON. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"texts\":{\"a\":\"\",\"a\":\"\"}}",
        "{\"texts\":{\"a\":\"\",}}",
        "{\"texts\":{\"a\":\"\\x\"}}",
        "{\"texts\":{\"a\":\"b"
      })
  void callsWrongJsonInAFieldMalformed(String body) {
    assertThat(problemOf(body).code()).isEqualTo("malformed-json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"number":99999999999999999999} | /number
          {"number":{}}                   | /number
          {"texts":{"a/b~c":{}}}          | /texts/a~1b~0c
          """)
  void namesTheFieldOfAWrongValue(String body, String pointer) {
    assertThat(problemOf(body).errors())
        .containsExactly(new FieldProblem(pointer, "type", "is not a value this field can have"));
  }

  @Test
  void namesTheObjectOfAVeryLongName() {
    assertThat(problemOf("{\"texts\":{\"" + "a".repeat(1000) + "\":{}}}").errors())
        .extracting(FieldProblem::pointer)
        .containsExactly("/texts");
  }

  private static ProblemException problemOf(String body) {
    return problem(
        catchThrowableOfType(JacksonException.class, () -> JSON.readValue(body, Request.class)));
  }

  private static String detail(String body) {
    return String.valueOf(
        problem(catchThrowableOfType(JacksonException.class, () -> JSON.readTree(body)))
            .getMessage());
  }

  private static ProblemException problem(JacksonException unreadable) {
    return UnreadableBody.problem(
        new HttpMessageNotReadableException(
            "unreadable", unreadable, new MockHttpInputMessage(new byte[0])));
  }
}
