package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.Refusal;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** The problem documents of payments that were not stored, or may not have been. */
final class PaymentProblems {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private PaymentProblems() {}

  static ProblemException of(Refusal refusal) {
    return ProblemException.unavailable(refusal.code(), refusal.detail(), refusal.retryAfter());
  }

  static ProblemException of(Outcome.Failure failure) {
    return switch (failure) {
      case KEY_REUSED ->
          ProblemException.of(
              HttpStatus.UNPROCESSABLE_CONTENT,
              "idempotency-key-reused",
              "This Idempotency-Key belongs to another payment; nothing was stored. Use a new key.");
      case OVERLOADED ->
          ProblemException.unavailable(
              "overloaded",
              "Too many payments are waiting; nothing was written. Try again later.",
              RETRY_AFTER);
      case UNAVAILABLE ->
          ProblemException.unavailable(
              "unavailable",
              "The payment could not be stored at the moment; nothing was written. Try again.",
              RETRY_AFTER);
      case UNSTORABLE ->
          ProblemException.of(
              HttpStatus.BAD_REQUEST,
              "invalid-request",
              "The payment holds a value that cannot be stored; nothing was written.");
      case UNKNOWN ->
          ProblemException.unavailable(
              "outcome-unknown",
              "Whether the payment was stored is not known. Repeat the request with the same"
                  + " Idempotency-Key to find out; without a key, look it up before paying again.",
              RETRY_AFTER);
    };
  }
}
