package io.paymentdone.payment.relay.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PgOutputReaderTests {

  @Test
  void readsATransaction() {
    assertThat(read(ByteBuffer.allocate(21).put((byte) 'B').putLong(100).putLong(7).putInt(1)))
        .isEqualTo(new WalMessage.Begin(7));
    assertThat(read(message(1, "payment-done", "x")))
        .isInstanceOfSatisfying(
            WalMessage.Event.class,
            event -> assertThat(UTF_8.decode(event.content()).toString()).isEqualTo("x"));
    assertThat(
            read(
                ByteBuffer.allocate(26)
                    .put((byte) 'C')
                    .put((byte) 0)
                    .putLong(100)
                    .putLong(108)
                    .putLong(7)))
        .isEqualTo(new WalMessage.Commit(108));
  }

  @Test
  void passesOverNonTransactionalMessages() {
    assertThat(read(message(0, "payment-done", "x"))).isEqualTo(new WalMessage.Other());
  }

  @Test
  void passesOverOtherPrefixes() {
    assertThat(read(message(1, "payment-done-x", "x"))).isEqualTo(new WalMessage.Other());
    assertThat(read(message(1, "payment", "payment-done"))).isEqualTo(new WalMessage.Other());
    assertThat(read(message(1, "", ""))).isEqualTo(new WalMessage.Other());
  }

  @Test
  void passesOverOtherMessages() {
    assertThat(read(ByteBuffer.wrap(new byte[] {'R', 1, 2, 3}).position(4)))
        .isEqualTo(new WalMessage.Other());
  }

  private static ByteBuffer message(int flags, String prefix, String content) {
    return ByteBuffer.allocate(100)
        .put((byte) 'M')
        .put((byte) flags)
        .putLong(100)
        .put(prefix.getBytes(UTF_8))
        .put((byte) 0)
        .putInt(content.length())
        .put(content.getBytes(UTF_8));
  }

  /** As it lies in a received array: after a header. */
  private static WalMessage read(ByteBuffer message) {
    message.flip();
    ByteBuffer received = ByteBuffer.allocate(25 + message.remaining()).position(25);
    received.put(message).position(25);
    return PgOutputReader.read(received);
  }
}
