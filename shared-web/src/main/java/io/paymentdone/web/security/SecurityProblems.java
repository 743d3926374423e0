package io.paymentdone.web.security;

import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Answers refused requests with RFC 9457 problem documents; none reaches a controller. */
public final class SecurityProblems
    implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

  private static final Logger log = LoggerFactory.getLogger(SecurityProblems.class);

  private static final String BASIC = "Basic realm=\"payment-done\", charset=\"UTF-8\"";
  private static final String REQUESTED_WITH = "X-Requested-With";
  private static final String BEARER = "Bearer realm=\"payment-done\"";

  private final RationedLog refusals = new RationedLog(Duration.ofMinutes(1));
  private final ProblemWriter problems;
  private final FailedLogins failedLogins;
  private final boolean basic;
  private final boolean bearer;

  /**
   * Takes the ways to log in.
   *
   * @param basic whether there are clients with secrets
   * @param bearer whether tokens are taken
   */
  SecurityProblems(
      ProblemWriter problems, FailedLogins failedLogins, boolean basic, boolean bearer) {
    this.problems = problems;
    this.failedLogins = failedLogins;
    this.basic = basic;
    this.bearer = bearer;
  }

  /** No or wrong credentials, or some that cannot be checked now. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
      throws IOException {
    if (refused instanceof CallerNotCheckedException unchecked) {
      problems.write(unchecked.problem(), request, response);
      return;
    }
    if (refused instanceof BadCredentialsException) {
      failedLogins.report(request.getRemoteAddr());
    }
    if (basic && !isOfPage(request)) {
      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, BASIC);
    }
    if (bearer) {
      response.addHeader(
          HttpHeaders.WWW_AUTHENTICATE,
          refused instanceof InvalidTokenException ? BEARER + ", error=\"invalid_token\"" : BEARER);
    }
    problems.write(
        ProblemException.of(ProblemCode.UNAUTHORIZED, "This needs " + needed() + "."),
        request,
        response);
  }

  /** A browser would ask its user for a password, in a window over the page that asks. */
  private static boolean isOfPage(HttpServletRequest request) {
    return request.getHeader(REQUESTED_WITH) != null
        || MediaType.TEXT_EVENT_STREAM_VALUE.equals(request.getHeader(HttpHeaders.ACCEPT));
  }

  private String needed() {
    String client = "HTTP Basic credentials of a configured client";
    String token = "a valid bearer token for this API";
    return !bearer ? client : basic ? client + ", or " + token : token;
  }

  /** A known caller that may not do this. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
      throws IOException {
    String reason = reason(refused);
    long refusedCalls = refusals.add(1);
    if (refusedCalls > 0) {
      log.warn(
          "{} may not send this {} request: {} Requests refused since the last such line: {}",
          caller(request.getUserPrincipal()),
          request.getMethod(),
          reason,
          refusedCalls);
    }
    problems.write(ProblemException.of(ProblemCode.FORBIDDEN, reason), request, response);
  }

  /** Neither a user's id nor the path, which may hold one. */
  private static String caller(@Nullable Principal principal) {
    return principal instanceof CallerAuthentication known
        ? known.caller().userId() == null ? "The client " + known.caller().name() : "A user"
        : "A stranger";
  }

  private static String reason(AccessDeniedException refused) {
    return refused instanceof AuthorizationDeniedException denied
            && denied.getAuthorizationResult() instanceof AccessManager.Refusal refusal
        ? refusal.text()
        : "This caller may not do this.";
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
