package io.paymentdone.payment.relay.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.payment.event.PaymentMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads pgoutput's messages, protocol version 1, as far as the relay needs them.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html">Logical
 *     Replication Message Formats</a>
 */
final class PgOutputReader {

  private static final int TRANSACTIONAL = 1;
  private static final byte[] PREFIX = (PaymentMessage.PREFIX + '\0').getBytes(UTF_8);

  private static final WalMessage OTHER = new WalMessage.Other();

  private PgOutputReader() {}

  /** Reads one message. */
  static WalMessage read(ByteBuffer message) {
    return switch (message.get()) {
      case 'B' -> {
        message.getLong(); // LSN of the commit record
        yield new WalMessage.Begin(message.getLong());
      }
      case 'M' -> readMessage(message);
      case 'C' -> {
        message.get(); // flags, unused
        message.getLong(); // start of the commit record
        yield new WalMessage.Commit(message.getLong());
      }
      // The publication is empty: no rows come, and the relay needs no origins.
      default -> OTHER;
    };
  }

  private static WalMessage readMessage(ByteBuffer message) {
    boolean transactional = (message.get() & TRANSACTIONAL) != 0;
    message.getLong(); // LSN of the message itself, which is in no useful order
    if (!transactional || !isPaymentDone(message)) {
      return OTHER;
    }
    message.position(message.position() + PREFIX.length);
    int length = message.getInt();
    return new WalMessage.Event(message.slice(message.position(), length));
  }

  private static boolean isPaymentDone(ByteBuffer message) {
    int start = message.arrayOffset() + message.position();
    int end = start + PREFIX.length;
    return message.remaining() >= PREFIX.length
        && Arrays.equals(message.array(), start, end, PREFIX, 0, PREFIX.length);
  }
}
