package io.paymentdone.faults.load;

/** What a client knows of its payment after an attempt. */
public enum Outcome {
  /** Answered 2xx: it is made. */
  OK,
  /** Refused, or never sent: it is not made. */
  FAILED,
  /** No answer, or one that says so: it may have been made. */
  UNKNOWN
}
