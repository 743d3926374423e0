package io.paymentdone.web.security;

import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.RefusingFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Refuses passwords from an address that sent too many wrong ones, before they are checked. Tokens
 * pass: they cannot be guessed.
 */
final class FailedLoginFilter extends RefusingFilter {

  private static final String BASIC = "Basic";

  private final FailedLogins failedLogins;

  FailedLoginFilter(ProblemWriter problems, FailedLogins failedLogins) {
    super(problems);
    this.failedLogins = failedLogins;
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
    return credentials != null && credentials.regionMatches(true, 0, BASIC, 0, BASIC.length())
        ? failedLogins.refusal(request.getRemoteAddr())
        : null;
  }

  @Override
  protected void refused() {
    failedLogins.countRefused();
  }
}
