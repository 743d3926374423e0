package io.paymentdone.web.security;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.springframework.security.authentication.AuthenticationServiceException;

/** Whether credentials are right is not found out now. */
final class CallerNotCheckedException extends AuthenticationServiceException {

  private static final long serialVersionUID = 1L;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ProblemException problem;

  /**
   * Takes the answer.
   *
   * @param problem the answer, a 429 or 503
   */
  CallerNotCheckedException(ProblemException problem) {
    super("credentials cannot be checked now");
    this.problem = problem;
  }

  /** 503 {@code overloaded}: there is no room for another check. */
  static CallerNotCheckedException overloaded() {
    return new CallerNotCheckedException(
        ProblemException.of(
            ProblemCode.OVERLOADED,
            "Too many secrets are checked now; nothing was stored. Repeat the request.",
            RETRY_AFTER));
  }

  ProblemException problem() {
    return problem;
  }
}
