package io.paymentdone.payment.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTests {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "abc, abc",
        "'\"abc\"', abc",
        "'\"a\\\"b\\\\c\"', 'a\"b\\c'",
        "'a b', 'a b'",
        "'a\"b', 'a\"b'",
        "'\"a, b\"', 'a, b'"
      })
  void reads(String line, String key) {
    assertThat(IdempotencyKey.parse(List.of(line))).isEqualTo(key);
    assertThat(IdempotencyKey.parseParameter(line)).isEqualTo(key);
    assertThat(line).matches(IdempotencyKey.TEXT_PATTERN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "\"\"",
        "\"",
        "\"a",
        "\"a\"b",
        "\"a\\b\"",
        "\"a\\",
        "é",
        "a\tb",
        "k, k",
        "k,k",
        "k,",
        "\"k\", \"k\""
      })
  void refuses(String line) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> IdempotencyKey.parse(List.of(line)));
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> IdempotencyKey.parseParameter(line));
    assertThat(line).doesNotMatch(IdempotencyKey.TEXT_PATTERN);
  }

  @Test
  void has255CharactersAtMost() {
    String longest = "k".repeat(255);

    assertThat(IdempotencyKey.parse(List.of(longest))).isEqualTo(longest);
    assertThat(IdempotencyKey.parse(List.of('"' + longest + '"'))).isEqualTo(longest);
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> IdempotencyKey.parse(List.of(longest + "k")));
    assertThat(List.of(longest, '"' + longest + '"'))
        .allMatch(text -> text.matches(IdempotencyKey.TEXT_PATTERN));
    assertThat(longest + "k").doesNotMatch(IdempotencyKey.TEXT_PATTERN);
    assertThat('"' + longest + "k\"").doesNotMatch(IdempotencyKey.TEXT_PATTERN);
  }

  /** What the API's description gives as the longest text. */
  @Test
  void isLongestInQuotesWithBackslashes() {
    String longest = '"' + "\\\"".repeat(255) + '"';

    assertThat(IdempotencyKey.parse(List.of(longest))).isEqualTo("\"".repeat(255));
    assertThat(longest)
        .matches(IdempotencyKey.TEXT_PATTERN)
        .hasSize(IdempotencyKey.TEXT_LENGTH_MAX);
  }

  @Test
  void isOptionalAndGivenOnce() {
    assertThat(IdempotencyKey.parse(List.of())).isNull();
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> IdempotencyKey.parse(List.of("a", "a")));
  }
}
