package io.paymentdone.payment.writer;

/** What became of a payment order. */
public sealed interface Outcome {

  /**
   * The payment is stored and its event with it.
   *
   * @param replayed whether an earlier request with the same key stored it
   */
  record Stored(StoredPayment payment, boolean replayed) implements Outcome {}

  /** Payments are not accepted at the moment; nothing was stored. */
  record NotAdmitted(Refusal refusal) implements Outcome {}

  /** Why a payment was not stored, or may not have been. */
  enum Failure implements Outcome {
    /** Its idempotency key belongs to another payment; nothing was stored. */
    KEY_REUSED,
    /** Too many payments wait to be stored; nothing was stored. */
    OVERLOADED,
    /** The database could not store it in time; nothing was stored. */
    UNAVAILABLE,
    /** The database cannot store one of its values; nothing was stored. */
    UNSTORABLE,
    /** It was sent to the database, and whether the transaction was committed is not known. */
    UNKNOWN
  }
}
