package io.paymentdone.payment.writer;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** What the write path answers when it cannot store a payment. */
final class WriterProblems {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private WriterProblems() {}

  static ProblemException unavailable() {
    return ProblemException.unavailable(
        "unavailable",
        "The payment could not be stored at the moment; nothing was written. Try again.",
        RETRY_AFTER);
  }

  static ProblemException overloaded() {
    return ProblemException.unavailable(
        "overloaded",
        "Too many payments are waiting; nothing was written. Try again later.",
        RETRY_AFTER);
  }

  static ProblemException outcomeUnknown() {
    return ProblemException.unavailable(
        "outcome-unknown",
        "Whether the payment was stored is not known. Repeat the request with the same"
            + " Idempotency-Key to find out; without a key, look it up before paying again.",
        RETRY_AFTER);
  }

  static ProblemException refusedByDatabase() {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "The payment holds a value that cannot be stored; nothing was written.");
  }

  static Outcome failed(ProblemException problem) {
    return new Outcome.Failed(problem);
  }
}
