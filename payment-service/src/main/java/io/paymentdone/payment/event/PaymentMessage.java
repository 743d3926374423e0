package io.paymentdone.payment.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * One payment-done event as a logical decoding message: everything the relay sends, in its final
 * bytes, so that a repeated send is the same record.
 *
 * <p>The statement that inserts the payment puts its {@code seq} in front, {@code int8send(seq) ||
 * content}:
 *
 * <pre>
 * seq          8 bytes, big endian   the payment's place in its table
 * version      1 byte                2
 * paymentId    16 bytes              ce_id
 * userId       2 bytes length, UTF-8 the record key
 * time         1 byte length, ASCII  ce_time, RFC 3339
 * traceparent  1 byte length, ASCII  W3C Trace Context
 * caller       2 bytes length, UTF-8 ce_caller; not in version 1
 * value        the rest              the record value, JSON in UTF-8
 * </pre>
 *
 * <p>Version 1 is still read: during an update, the relay meets messages of the version before.
 *
 * @param seq place in the payment table; 0 before it is known
 * @param caller client that posted the payment; empty in version 1
 */
@SuppressWarnings(
    "ArrayRecordComponent") // never compared, handed from one owner to the next: a copy per event
// would be waste
public record PaymentMessage(
    long seq,
    UUID paymentId,
    String userId,
    String time,
    String traceparent,
    String caller,
    byte[] value) {

  /**
   * Prefix of the logical decoding messages that are payment-done events; the relay ignores all
   * others.
   */
  public static final String PREFIX = "payment-done";

  private static final byte VERSION = 2;
  private static final byte VERSION_WITHOUT_CALLER = 1;

  /** Everything after {@code seq}, as the insert statement takes it. */
  public byte[] contentWithoutSeq() {
    byte[] key = userId.getBytes(UTF_8);
    byte[] timeBytes = time.getBytes(UTF_8);
    byte[] traceparentBytes = traceparent.getBytes(UTF_8);
    byte[] callerBytes = caller.getBytes(UTF_8);
    int length =
        1
            + 2 * Long.BYTES
            + Short.BYTES
            + key.length
            + 1
            + timeBytes.length
            + 1
            + traceparentBytes.length
            + Short.BYTES
            + callerBytes.length
            + value.length;
    return ByteBuffer.allocate(length)
        .put(VERSION)
        .putLong(paymentId.getMostSignificantBits())
        .putLong(paymentId.getLeastSignificantBits())
        .putShort((short) key.length)
        .put(key)
        .put((byte) timeBytes.length)
        .put(timeBytes)
        .put((byte) traceparentBytes.length)
        .put(traceparentBytes)
        .putShort((short) callerBytes.length)
        .put(callerBytes)
        .put(value)
        .array();
  }

  /**
   * Reads a message's content, {@code seq} first.
   *
   * @throws IllegalArgumentException for a version that this code does not know
   * @throws java.nio.BufferUnderflowException when it is cut short
   */
  public static PaymentMessage read(ByteBuffer content) {
    long seq = content.getLong();
    byte version = content.get();
    if (version != VERSION && version != VERSION_WITHOUT_CALLER) {
      throw new IllegalArgumentException(
          "payment message of version "
              + version
              + ", known are "
              + VERSION_WITHOUT_CALLER
              + " and "
              + VERSION);
    }
    UUID paymentId = new UUID(content.getLong(), content.getLong());
    String userId = text(content, Short.toUnsignedInt(content.getShort()));
    String time = text(content, Byte.toUnsignedInt(content.get()));
    String traceparent = text(content, Byte.toUnsignedInt(content.get()));
    String caller =
        version == VERSION_WITHOUT_CALLER
            ? ""
            : text(content, Short.toUnsignedInt(content.getShort()));
    byte[] value = new byte[content.remaining()];
    content.get(value);
    return new PaymentMessage(seq, paymentId, userId, time, traceparent, caller, value);
  }

  private static String text(ByteBuffer content, int length) {
    byte[] bytes = new byte[length];
    content.get(bytes);
    return new String(bytes, UTF_8);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentMessage[seq=" + seq + ", paymentId=" + paymentId + "]";
  }
}
