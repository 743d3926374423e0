package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.Refusal;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;

/** The problem documents of payments that were not stored, or may not have been. */
final class PaymentProblems {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private PaymentProblems() {}

  static ProblemException of(Refusal refusal) {
    ProblemCode code =
        switch (refusal.reason()) {
          case RELAY_BACKLOG -> ProblemCode.RELAY_BACKLOG;
          case RELAY_SLOT_TAKEN -> ProblemCode.RELAY_SLOT_TAKEN;
        };
    return ProblemException.of(code, refusal.detail(), refusal.retryAfter());
  }

  static ProblemException of(Outcome.Failure failure) {
    return switch (failure) {
      case KEY_REUSED ->
          ProblemException.of(
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              "This Idempotency-Key belongs to another payment; nothing was stored. Use a new"
                  + " key.");
      case OVERLOADED ->
          ProblemException.of(
              ProblemCode.OVERLOADED,
              "Too many payments are waiting; nothing was written. Try again later.",
              RETRY_AFTER);
      case UNAVAILABLE ->
          ProblemException.of(
              ProblemCode.UNAVAILABLE,
              "The payment could not be stored at the moment; nothing was written. Try again.",
              RETRY_AFTER);
      case UNSTORABLE ->
          ProblemException.of(
              ProblemCode.INVALID_REQUEST,
              "The payment holds a value that cannot be stored; nothing was written.");
      case UNKNOWN ->
          ProblemException.of(
              ProblemCode.OUTCOME_UNKNOWN,
              "Whether the payment was stored is not known. Repeat the request with the same"
                  + " Idempotency-Key to find out; without a key, look it up before paying again.",
              RETRY_AFTER);
    };
  }
}
