package io.paymentdone.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/** The tokens of the sessions; a request without a session has none and needs none. */
final class SessionCsrfTokens implements CsrfTokenRepository {

  private static final String HEADER = "X-CSRF-TOKEN";
  private static final String PARAMETER = "_csrf";

  @Override
  public @Nullable CsrfToken loadToken(HttpServletRequest request) {
    LoginSession session = LoginSession.of(request);
    return session == null ? null : token(session.csrfToken());
  }

  /** Of a request without a session, which nobody asks for a token. */
  @Override
  public CsrfToken generateToken(HttpServletRequest request) {
    return token("none");
  }

  /** A session keeps the token that it began with. */
  @Override
  public void saveToken(
      @Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {}

  private static CsrfToken token(String value) {
    return new DefaultCsrfToken(HEADER, PARAMETER, value);
  }
}
