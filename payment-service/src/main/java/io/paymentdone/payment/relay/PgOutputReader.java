package io.paymentdone.payment.relay;

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

  /** Takes what was read. */
  interface Handler {

    /**
     * A committed transaction begins.
     *
     * @param commitTime microseconds since 2000-01-01
     */
    void begin(long commitTime);

    /**
     * A payment-done event of the transaction.
     *
     * @param content for {@link PaymentMessage#read}
     */
    void event(ByteBuffer content);

    /**
     * The transaction is complete.
     *
     * @param endLsn behind its commit record: what may be confirmed once its events are published
     */
    void commit(long endLsn);
  }

  private PgOutputReader() {}

  /** Reads one message; those that are not the relay's are passed over. */
  static void read(ByteBuffer message, Handler handler) {
    switch (message.get()) {
      case 'B' -> {
        message.getLong(); // LSN of the commit record
        handler.begin(message.getLong());
      }
      case 'M' -> readMessage(message, handler);
      case 'C' -> {
        message.get(); // flags, unused
        message.getLong(); // start of the commit record
        handler.commit(message.getLong());
      }
      default -> {
        // The publication is empty: no rows come, and origins do not matter here.
      }
    }
  }

  private static void readMessage(ByteBuffer message, Handler handler) {
    boolean transactional = (message.get() & TRANSACTIONAL) != 0;
    message.getLong(); // LSN of the message itself: between its neighbours' in no useful order
    if (!transactional || !isPaymentDone(message)) {
      return;
    }
    message.position(message.position() + PREFIX.length);
    int length = message.getInt();
    handler.event(message.slice(message.position(), length));
  }

  private static boolean isPaymentDone(ByteBuffer message) {
    int start = message.arrayOffset() + message.position();
    int end = start + PREFIX.length;
    return message.remaining() >= PREFIX.length
        && Arrays.equals(message.array(), start, end, PREFIX, 0, PREFIX.length);
  }
}
