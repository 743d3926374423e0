package io.paymentdone.payment.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentMessageTests {

  private static final PaymentMessage MESSAGE =
      new PaymentMessage(
          42,
          UUID.fromString("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f"),
          "üser-😀",
          "2026-11-22T18:30:00.123456Z",
          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          "{}".getBytes(UTF_8));

  @Test
  void parsesItsOwnText() {
    PaymentMessage read = PaymentMessage.read(stored());

    assertThat(read).usingRecursiveComparison().isEqualTo(MESSAGE);
  }

  @Test
  void refusesAnUnknownVersion() {
    ByteBuffer stored = stored();
    stored.put(Long.BYTES, (byte) 2);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PaymentMessage.read(stored))
        .withMessageContaining("version 2");
  }

  @Test
  void refusesAMessageCutShort() {
    ByteBuffer stored = stored().limit(30);

    assertThatExceptionOfType(BufferUnderflowException.class)
        .isThrownBy(() -> PaymentMessage.read(stored));
  }

  /** As {@code int8send(seq) || content} leaves it. */
  private static ByteBuffer stored() {
    byte[] content = MESSAGE.contentWithoutSeq();
    return ByteBuffer.allocate(Long.BYTES + content.length)
        .putLong(MESSAGE.seq())
        .put(content)
        .flip();
  }
}
