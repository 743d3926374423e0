package io.paymentdone.payment.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PgOutputReaderTests {

  private final List<String> read = new ArrayList<>();

  private final PgOutputReader.Handler handler =
      new PgOutputReader.Handler() {
        @Override
        public void begin(long commitTime) {
          read.add("begin " + commitTime);
        }

        @Override
        public void event(ByteBuffer content) {
          read.add("event " + UTF_8.decode(content));
        }

        @Override
        public void commit(long endLsn) {
          read.add("commit " + endLsn);
        }
      };

  @Test
  void readsATransaction() {
    read(ByteBuffer.allocate(21).put((byte) 'B').putLong(100).putLong(7).putInt(1));
    read(message(1, "payment-done", "x"));
    read(
        ByteBuffer.allocate(26).put((byte) 'C').put((byte) 0).putLong(100).putLong(108).putLong(7));

    assertThat(read).containsExactly("begin 7", "event x", "commit 108");
  }

  @Test
  void passesOverNonTransactionalMessages() {
    read(message(0, "payment-done", "x"));

    assertThat(read).isEmpty();
  }

  @Test
  void passesOverOtherPrefixes() {
    read(message(1, "payment-done-x", "x"));
    read(message(1, "payment", "payment-done"));
    read(message(1, "", ""));

    assertThat(read).isEmpty();
  }

  @Test
  void passesOverOtherMessages() {
    read(ByteBuffer.wrap(new byte[] {'R', 1, 2, 3}).position(4));

    assertThat(read).isEmpty();
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

  /** As it lies in a received array: behind a header. */
  private void read(ByteBuffer message) {
    message.flip();
    ByteBuffer received = ByteBuffer.allocate(25 + message.remaining()).position(25);
    received.put(message).position(25);
    PgOutputReader.read(received, handler);
  }
}
