package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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

  private final FailedLogins failedLogins = new FailedLogins();

  /** No or wrong credentials. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
      throws IOException {
    if (refused instanceof BadCredentialsException) {
      failedLogins.count(request.getRemoteAddr());
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
    write(
        response,
        HttpStatus.UNAUTHORIZED,
        "unauthorized",
        "This needs HTTP Basic credentials of a configured client.");
  }

  /** A known client that may not do this. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
      throws IOException {
    write(
        response,
        HttpStatus.FORBIDDEN,
        "forbidden",
        "This client may not do that, or a page of another origin asked for it.");
  }

  /** A URL that two parsers might read in two ways. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException refused)
      throws IOException {
    write(
        response,
        HttpStatus.BAD_REQUEST,
        "bad-request",
        "The request line is malformed; nothing was stored.");
  }

  // The texts are constants without quotes or backslashes, so that they are valid JSON as they are.
  private static void write(
      HttpServletResponse response, HttpStatus status, String code, String detail)
      throws IOException {
    byte[] body =
        String.format(
                Locale.ROOT,
                """
                {"type":"about:blank","title":"%s","status":%d,"detail":"%s","code":"%s","errors":[]}\
                """,
                status.getReasonPhrase(),
                status.value(),
                detail,
                code)
            .getBytes(UTF_8);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
