package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de|GERMAN",
        "DE|GERMAN",
        "de-CH|GERMAN",
        "de-Latn-CH-1996|GERMAN",
        "en-GB, de;q=0.9|ENGLISH",
        "de;q=0.3, es;q=0.7|SPANISH",
        "hi;q=0.001|HINDI",
        "fi, sv;q=0.9, fr-CA;q=0.8, *;q=0.1|FRENCH",
        "fr,de|FRENCH",
        "de;q=0, fr;q=0.1|FRENCH",
      })
  void isTheOneThatTheClientPrefers(String header, Language language) {
    assertThat(Language.preferred(header)).isEqualTo(language);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "fi",
        "fi, *;q=0.5",
        "de;q=0",
        "de;q=2",
        "de;q=x",
        "???",
        "de_DE",
        ",,,",
        "' OR 1=1--",
        "${jndi:ldap://127.0.0.1/a}",
        "ABCDEFGHIJ-KLM"
      })
  void isEnglishOtherwise(String header) {
    assertThat(Language.preferred(header)).isEqualTo(Language.ENGLISH);
  }

  @Test
  void isEnglishWithoutAHeader() {
    assertThat(Language.preferred(null)).isEqualTo(Language.ENGLISH);
  }

  @Test
  void isEnglishForAnOversizedHeader() {
    assertThat(Language.preferred("de," + "x".repeat(5) + ",y".repeat(1000)))
        .isEqualTo(Language.ENGLISH);
  }

  @Test
  void hasATag() {
    assertThat(Language.values())
        .extracting(Language::tag)
        .containsExactly("en", "de", "fr", "es", "hi");
  }
}
