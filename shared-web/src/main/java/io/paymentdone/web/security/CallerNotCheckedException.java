package io.paymentdone.web.security;

import io.paymentdone.web.problem.ProblemException;
import org.springframework.security.authentication.AuthenticationServiceException;

/** Whether credentials are right cannot be found out now. */
final class CallerNotCheckedException extends AuthenticationServiceException {

  private static final long serialVersionUID = 1L;

  private final ProblemException problem;

  /**
   * Takes the answer.
   *
   * @param problem the answer, a 503
   */
  CallerNotCheckedException(ProblemException problem) {
    super("credentials cannot be checked now");
    this.problem = problem;
  }

  ProblemException problem() {
    return problem;
  }
}
