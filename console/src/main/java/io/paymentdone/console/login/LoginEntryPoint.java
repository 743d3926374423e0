package io.paymentdone.console.login;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Answers whoever has not logged in: a browser that opens a page is led to the login; all others, a
 * page's own requests too, get 401.
 */
final class LoginEntryPoint implements AuthenticationEntryPoint {

  private final AuthenticationEntryPoint problems;

  LoginEntryPoint(AuthenticationEntryPoint problems) {
    this.problems = problems;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
      throws IOException, ServletException {
    if (isNavigation(request)) {
      LoginPaths.redirect(LoginPaths.here(request), response);
    } else {
      problems.commence(request, response, refused);
    }
  }

  private static boolean isNavigation(HttpServletRequest request) {
    String mode = request.getHeader("Sec-Fetch-Mode");
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    return request.getMethod().equals("GET")
        && accepted != null
        && accepted.contains(MediaType.TEXT_HTML_VALUE)
        && (mode == null || mode.equals("navigate"));
  }
}
