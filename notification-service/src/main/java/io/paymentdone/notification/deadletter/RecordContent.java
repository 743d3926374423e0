package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The beginning of a key or value, for display. */
@Schema(description = "The beginning of a key or value")
record RecordContent(
    @Schema(description = "The bytes as UTF-8; null if they are not valid UTF-8", example = "user1")
        @Nullable String text,
    @Schema(
            description = "The bytes, if they are not valid UTF-8; null otherwise",
            example = "/wAB")
        @Nullable String base64,
    @Schema(
            description = "Length of the whole content; text or base64 may have less",
            example = "5")
        int bytes) {

  /** From the beginning and the length of the content; null if there is no content. */
  static @Nullable RecordContent of(byte @Nullable [] head, @Nullable Integer bytes) {
    if (head == null || bytes == null) {
      return null;
    }
    String text = decode(head, head.length == bytes);
    String base64 = text == null ? Base64.getEncoder().encodeToString(head) : null;
    return new RecordContent(text, base64, bytes);
  }

  /** Leaves out a character that is cut off at the end. */
  private static @Nullable String decode(byte[] head, boolean whole) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(head.length);
    boolean malformed = decoder.decode(ByteBuffer.wrap(head), text, whole).isError();
    return malformed ? null : text.flip().toString();
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "RecordContent[bytes=" + bytes + "]";
  }
}
