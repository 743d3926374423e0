package io.paymentdone.payment.writer;

import io.paymentdone.web.problem.ProblemException;

/** What became of a payment order. */
public sealed interface Outcome {

  /** For metrics. */
  String name();

  /**
   * The payment is stored and its event with it.
   *
   * @param replayed whether an earlier request with the same key stored it
   */
  record Stored(StoredPayment payment, boolean replayed) implements Outcome {

    @Override
    public String name() {
      return replayed ? "replayed" : "created";
    }
  }

  /** Its idempotency key belongs to another payment; nothing was stored. */
  record KeyReused() implements Outcome {

    @Override
    public String name() {
      return "key-reused";
    }
  }

  /** It was not stored, or that is not known: the problem says which. */
  record Failed(ProblemException problem) implements Outcome {

    @Override
    public String name() {
      return problem.code();
    }
  }
}
