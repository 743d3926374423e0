package io.paymentdone.payment.relay.publishing;

/**
 * Tells a stream that gets on from one that repeats what Kafka refuses; kept from one stream to the
 * next.
 *
 * <p>An acknowledgement alone says little: of a transaction with a record that Kafka refuses, the
 * records before it are sent and acknowledged again by each new stream. Nor does a position: the
 * server's own may lie within that transaction.
 */
public final class Headway {

  private long furthestSeq;
  private long writtenLsn;

  /**
   * Says how the server stands before a stream is opened.
   *
   * @param writtenLsn the end of the WAL; who has acknowledged up to there has nothing left to do
   */
  public void opening(long writtenLsn) {
    this.writtenLsn = writtenLsn;
  }

  /** Whether a payment is acknowledged that no stream before brought so far. */
  public boolean isMadeBySeq(long acknowledgedSeq) {
    return acknowledgedSeq > furthestSeq;
  }

  /** Whether nothing is left of what had been written when the stream was opened. */
  public boolean isMadeByLsn(long acknowledgedLsn) {
    return Long.compareUnsigned(acknowledgedLsn, writtenLsn) >= 0;
  }

  /** Notes what is acknowledged. */
  public void reached(long acknowledgedSeq) {
    furthestSeq = Math.max(furthestSeq, acknowledgedSeq);
  }
}
