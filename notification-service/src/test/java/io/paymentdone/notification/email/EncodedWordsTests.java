package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedWordsTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user1",
        " ",
        " both ends ",
        "two  spaces",
        "=?UTF-8?Q?forged?=",
        "{\"json\":\"<b>\"}",
        "zoë",
        "cafe\u0301",
        "مستخدم",
        "👩‍👩‍👧 \uD83D\uDE00"
      })
  void givesBackWhatItWasMadeOf(String text) throws UnsupportedEncodingException {
    assertThat(MimeUtility.decodeText(EncodedWords.of(text))).isEqualTo(text);
  }

  @Test
  void foldsLongTextsAtCharacters() throws UnsupportedEncodingException {
    String text = "x" + "😀".repeat(127);

    String encoded = EncodedWords.of(text);

    assertThat(encoded.lines()).allMatch(line -> line.length() <= 76);
    assertThat(MimeUtility.decodeText(encoded)).isEqualTo(text);
  }

  @Test
  void leavesPlainNamesReadable() {
    assertThat(EncodedWords.of("user-1@shop")).isEqualTo("user-1@shop");
  }
}
