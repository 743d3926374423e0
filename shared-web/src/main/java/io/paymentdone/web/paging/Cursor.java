package io.paymentdone.web.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Opaque positions in one user's keyset-paged list: a few numbers and a checksum over them, the
 * list's name and the user, in base64url.
 *
 * <p>The checksum finds cursors that were mistyped, made up, or taken from another list or user. It
 * is not a secret and need not be one: a position gives access to nothing that the list itself does
 * not show.
 *
 * @param list name of the list, such as {@code payments}
 * @param userId whose list it is
 */
public record Cursor(String list, String userId) {

  private static final int CHECKSUM_BYTES = 8;

  /** No cursor is longer; longer texts are refused without decoding. */
  private static final int TEXT_LENGTH_MAX = 512;

  /** The cursor of a position. */
  public String write(long... position) {
    ByteBuffer payload = ByteBuffer.allocate(position.length * Long.BYTES + CHECKSUM_BYTES);
    for (long number : position) {
      payload.putLong(number);
    }
    payload.put(checksum(payload.array(), payload.position()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(payload.array());
  }

  /**
   * The position of a cursor, as {@link #write} got it.
   *
   * @param length how many numbers a position of this list has
   * @throws ProblemException 400 {@code invalid-cursor} for one that this list did not give to this
   *     user
   */
  public long[] read(String text, int length) {
    if (text.length() > TEXT_LENGTH_MAX) {
      throw invalid();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    int payloadLength = length * Long.BYTES;
    if (bytes.length != payloadLength + CHECKSUM_BYTES) {
      throw invalid();
    }
    long[] position = new long[length];
    ByteBuffer.wrap(bytes).asLongBuffer().get(position);
    // Also refuses other spellings of the same bytes.
    if (!write(position).equals(text)) {
      throw invalid();
    }
    return position;
  }

  /**
   * As {@link #read(String, int)}, for a list whose positions begin with a small number.
   *
   * @param firstMax the largest first number that this list gives out
   */
  public long[] read(String text, int length, long firstMax) {
    long[] position = read(text, length);
    if (position[0] < 0 || position[0] > firstMax) {
      throw invalid();
    }
    return position;
  }

  private byte[] checksum(byte[] bytes, int length) {
    MessageDigest digest = sha256();
    digest.update(bytes, 0, length);
    digest.update(list.getBytes(UTF_8));
    digest.update((byte) 0);
    digest.update(userId.getBytes(UTF_8));
    return Arrays.copyOf(digest.digest(), CHECKSUM_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static ProblemException invalid() {
    return ProblemException.of(
        ProblemCode.INVALID_CURSOR,
        "The cursor is not one that this list gave out. Start without one.");
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "Cursor[list=" + list + "]";
  }
}
