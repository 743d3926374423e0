package io.paymentdone.web.security;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Answers refused requests with RFC 9457 problem documents; none reaches a controller. */
final class SecurityProblems
    implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

  private static final String CHALLENGE = "Basic realm=\"payment-done\", charset=\"UTF-8\"";

  private final ProblemWriter problems;
  private final FailedLogins failedLogins;

  SecurityProblems(ProblemWriter problems, FailedLogins failedLogins) {
    this.problems = problems;
    this.failedLogins = failedLogins;
  }

  /** No or wrong credentials. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
      throws IOException {
    if (refused instanceof BadCredentialsException) {
      failedLogins.count(request.getRemoteAddr());
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
    problems.write(
        ProblemException.of(
            ProblemCode.UNAUTHORIZED, "This needs HTTP Basic credentials of a configured client."),
        request,
        response);
  }

  /** A known client that may not do this. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
      throws IOException {
    problems.write(
        ProblemException.of(
            ProblemCode.FORBIDDEN,
            "This client may not do that, or a page of another origin asked for it."),
        request,
        response);
  }

  /** A URL that two parsers might read in two ways. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException refused)
      throws IOException {
    problems.write(
        ProblemException.of(
            ProblemCode.BAD_REQUEST, "The request line is malformed; nothing was stored."),
        request,
        response);
  }
}
