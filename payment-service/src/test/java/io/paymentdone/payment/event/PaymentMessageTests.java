package io.paymentdone.payment.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The layout: during an update, the relay reads messages of the version before. */
class PaymentMessageTests {

  private static final PaymentMessage MESSAGE = message("käufer");

  @Test
  void writesItsLayout() {
    assertThat(MESSAGE.contentWithoutSeq())
        .isEqualTo(Arrays.copyOfRange(stored().array(), Long.BYTES, stored().limit()));
  }

  @Test
  void readsItsLayout() {
    PaymentMessage read = PaymentMessage.read(stored());

    assertThat(read).usingRecursiveComparison().isEqualTo(MESSAGE);
  }

  @Test
  void readsTheVersionBeforeAsOneWithoutCaller() {
    PaymentMessage read = PaymentMessage.read(stored(1, new byte[0]));

    assertThat(read).usingRecursiveComparison().isEqualTo(message(""));
  }

  @Test
  void refusesAnUnknownVersion() {
    ByteBuffer stored = stored().put(Long.BYTES, (byte) 3);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PaymentMessage.read(stored))
        .withMessage("payment message of version 3, known are 1 and 2");
  }

  @Test
  void refusesAMessageCutShort() {
    ByteBuffer stored = stored().limit(30);

    assertThatExceptionOfType(BufferUnderflowException.class)
        .isThrownBy(() -> PaymentMessage.read(stored));
  }

  private static PaymentMessage message(String caller) {
    return new PaymentMessage(
        42,
        UUID.fromString("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f"),
        "üser-😀",
        "2026-11-22T18:30:00.123456Z",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        caller,
        "{}".getBytes(UTF_8));
  }

  /** As {@code int8send(seq) || content} leaves it. */
  private static ByteBuffer stored() {
    return stored(2, "\0\7käufer".getBytes(UTF_8));
  }

  private static ByteBuffer stored(int version, byte[] caller) {
    byte[] content = new byte[123 + caller.length];
    return ByteBuffer.wrap(content)
        .putLong(42)
        .put((byte) version)
        .putLong(0x019aac5e1b2c7d3eL)
        .putLong(0x8f405a6b7c8d9e0fL)
        .putShort((short) 10)
        .put("üser-😀".getBytes(UTF_8))
        .put((byte) 27)
        .put("2026-11-22T18:30:00.123456Z".getBytes(UTF_8))
        .put((byte) 55)
        .put("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8))
        .put(caller)
        .put("{}".getBytes(UTF_8))
        .flip();
  }
}
