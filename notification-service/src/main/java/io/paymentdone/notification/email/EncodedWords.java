package io.paymentdone.notification.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Any text in a header, as encoded words (<a href="https://www.rfc-editor.org/rfc/rfc2047">RFC
 * 2047</a>).
 *
 * <p>{@code MimeUtility.encodeText} leaves all ASCII as it is: spaces at an end, which a reader
 * takes off, and what looks like an encoded word, which it decodes.
 */
final class EncodedWords {

  /** In base64 and with what is around it at most 75 characters, as the RFC asks. */
  private static final int WORD_BYTES_MAX = 45;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@._+-]{1,64}");

  private EncodedWords() {}

  /** The text as it is if nothing in it has a meaning, else encoded and folded. */
  static String of(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    StringJoiner words = new StringJoiner("\r\n ");
    StringBuilder word = new StringBuilder();
    int bytes = 0;
    for (int codePoint : text.codePoints().toArray()) {
      String character = Character.toString(codePoint);
      int length = character.getBytes(UTF_8).length;
      if (bytes + length > WORD_BYTES_MAX) {
        words.add(encoded(word));
        word.setLength(0);
        bytes = 0;
      }
      word.append(character);
      bytes += length;
    }
    return words.add(encoded(word)).toString();
  }

  private static String encoded(CharSequence word) {
    return "=?UTF-8?B?"
        + Base64.getEncoder().encodeToString(word.toString().getBytes(UTF_8))
        + "?=";
  }
}
