package io.paymentdone.web.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRuleTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a\0", "\n", "\u007f", "\u0085", "\ud800", "\udc00x", "\u202e", "\u2069", "\u061c"
      })
  void refuses(String text) {
    assertThat(TextRule.USER_ID.check("/userId", text)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a", "' OR 1=1--", "😀", "👩‍👧", "e\u0301", "مرحبا"})
  void takes(String text) {
    assertThat(TextRule.USER_ID.check("/userId", text)).isNull();
  }

  @Test
  void countsCodePoints() {
    assertThat(TextRule.USER_ID.check("/userId", "😀".repeat(128))).isNull();
    assertThat(TextRule.USER_ID.check("/userId", "😀".repeat(129))).isNotNull();
  }

  @Test
  void takesLayoutWhereItBelongs() {
    assertThat(new TextRule(0, 9, true).check("/description", "a\r\n\tb")).isNull();
    assertThat(new TextRule(0, 9, false).check("/description", "a\tb")).isNotNull();
  }
}
