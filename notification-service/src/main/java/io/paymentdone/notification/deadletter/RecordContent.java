package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a key or value, as a client can show it.
 *
 * @param text the bytes as UTF-8; null when they are not that
 * @param base64 the bytes, when they are not UTF-8
 * @param bytes the whole length; {@code text} or {@code base64} may hold less
 */
record RecordContent(@Nullable String text, @Nullable String base64, int bytes) {

  /** Of a head and the whole's length; null for none. */
  static @Nullable RecordContent of(byte @Nullable [] head, @Nullable Integer bytes) {
    if (head == null || bytes == null) {
      return null;
    }
    String text = decode(head, head.length == bytes);
    String base64 = text == null ? Base64.getEncoder().encodeToString(head) : null;
    return new RecordContent(text, base64, bytes);
  }

  /** Where the head ends in the middle of a character, that character is left out. */
  private static @Nullable String decode(byte[] head, boolean whole) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(head.length);
    boolean malformed = decoder.decode(ByteBuffer.wrap(head), text, whole).isError();
    return malformed ? null : text.flip().toString();
  }
}
