package io.paymentdone.payment.relay.replication;

import java.nio.ByteBuffer;

/** What a {@link ReplicationStream} brings, in the order of commits. */
public sealed interface WalMessage {

  /**
   * A committed transaction begins.
   *
   * @param commitMicros when it was committed, microseconds since 2000-01-01
   */
  record Begin(long commitMicros) implements WalMessage {}

  /**
   * A payment-done event of the transaction.
   *
   * @param content for {@link io.paymentdone.payment.event.PaymentMessage#read}
   */
  record Event(ByteBuffer content) implements WalMessage {}

  /**
   * The transaction is complete.
   *
   * @param endLsn position after its commit record, to be confirmed once its events are published
   */
  record Commit(long endLsn) implements WalMessage {}

  /**
   * The server's keepalive.
   *
   * @param sentLsn everything that was committed before it has been sent, unless the rest of a
   *     transaction is still to come
   */
  record Keepalive(long sentLsn) implements WalMessage {}

  /** A message that the relay has no use for. */
  record Other() implements WalMessage {}
}
