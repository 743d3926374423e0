package io.paymentdone.payment.relay;

/**
 * Tells a stream that gets on from one that repeats what Kafka refuses: the position up to which
 * all is acknowledged, kept from one stream to the next.
 *
 * <p>An acknowledgement alone says little. Of a transaction with a record that Kafka refuses, the
 * records before it are sent and acknowledged again by each new stream.
 */
final class Headway {

  private long furthestLsn;
  private long writtenLsn;

  /**
   * Says how the slot stands before a stream is opened.
   *
   * @param confirmedLsn where the stream begins
   * @param writtenLsn the end of the WAL; who has acknowledged up to there has nothing left to do
   */
  void opening(long confirmedLsn, long writtenLsn) {
    furthestLsn = ReplicationStream.later(furthestLsn, confirmedLsn);
    this.writtenLsn = writtenLsn;
  }

  /** Whether a position is further than any before it, or leaves nothing to publish. */
  boolean isMade(long acknowledgedLsn) {
    return Long.compareUnsigned(acknowledgedLsn, furthestLsn) > 0
        || Long.compareUnsigned(acknowledgedLsn, writtenLsn) >= 0;
  }

  /** Notes a position that is acknowledged. */
  void reached(long acknowledgedLsn) {
    furthestLsn = ReplicationStream.later(furthestLsn, acknowledgedLsn);
  }
}
