package io.paymentdone.console.workers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTests {

  @Test
  void showsWhatOtherwiseCouldNotBeSeen() {
    assertThat(PrintableText.of("a\u001b[31m\u009b1m\u202eb\n\u2028\ud800é😀"))
        .isEqualTo("a\\u{1b}[31m\\u{9b}1m\\u{202e}b\\u{a}\\u{2028}\\u{d800}é😀");
  }

  @Test
  void isShort() {
    assertThat(PrintableText.of("\u0001".repeat(100_000))).hasSizeLessThanOrEqualTo(200);
    assertThat(PrintableText.of("😀".repeat(100_000))).hasSizeLessThanOrEqualTo(200).endsWith("…");
  }
}
