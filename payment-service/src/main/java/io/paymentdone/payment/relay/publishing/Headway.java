package io.paymentdone.payment.relay.publishing;

/**
 * Distinguishes a stream that makes progress from one that repeats events which Kafka refuses. It
 * is kept from one stream to the next.
 *
 * <p>An acknowledgement alone does not prove progress: the records before a refused one, in the
 * same transaction, are sent and acknowledged again by each new stream. A position does not either:
 * the server's own position may lie within that transaction.
 */
public final class Headway {

  private long furthestSeq;
  private long writtenLsn;

  /**
   * Notes the server's position before a stream is opened.
   *
   * @param writtenLsn the end of the WAL; once events up to it are acknowledged, nothing is left to
   *     do
   */
  public void opening(long writtenLsn) {
    this.writtenLsn = writtenLsn;
  }

  /** Whether a payment is acknowledged that no earlier stream got acknowledged. */
  public boolean isMadeBySeq(long acknowledgedSeq) {
    return acknowledgedSeq > furthestSeq;
  }

  /** Whether nothing is left of what had been written when the stream was opened. */
  public boolean isMadeByLsn(long acknowledgedLsn) {
    return Long.compareUnsigned(acknowledgedLsn, writtenLsn) >= 0;
  }

  /** Notes the highest acknowledged payment. */
  public void reached(long acknowledgedSeq) {
    furthestSeq = Math.max(furthestSeq, acknowledgedSeq);
  }
}
