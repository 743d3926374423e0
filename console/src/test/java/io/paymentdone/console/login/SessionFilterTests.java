package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.web.security.Caller;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;

class SessionFilterTests {

  private final BrowserSessions sessions =
      new BrowserSessions(
          new LoginSessions(
              new LoginProperties(
                  true, Duration.ofHours(8), Duration.ofHours(24), 9, null, List.of()),
              InstantSource.system()));
  private final SessionCsrfTokens tokens = new SessionCsrfTokens();
  private final MockHttpServletRequest request = new MockHttpServletRequest();
  private final Caller demo = new Caller("demo", Set.of(), null);

  @AfterEach
  void forgetTheCaller() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void theSessionsCallerIsTheRequests() throws Exception {
    request.setCookies(begin());

    Authentication known = Objects.requireNonNull(callerBehindTheFilter());

    assertThat(known.getPrincipal()).isEqualTo(demo);
    assertThat(known.isAuthenticated()).isTrue();
  }

  @Test
  void nobodyCallsWithoutASession() throws Exception {
    request.setCookies(new Cookie("console-session", "none"));

    assertThat(callerBehindTheFilter()).isNull();
    assertThat(tokens.loadToken(request)).isNull();
  }

  @Test
  void itsTokenIsWhatAWriteMustSend() throws Exception {
    request.setCookies(begin());
    assertThat(callerBehindTheFilter()).isNotNull();

    CsrfToken token = Objects.requireNonNull(tokens.loadToken(request));
    assertThat(token.getHeaderName()).isEqualTo("X-CSRF-TOKEN");
    assertThat(token.getToken())
        .isEqualTo(Objects.requireNonNull(LoginSession.of(request)).csrfToken());
  }

  /** What the pages' streams ask each second. */
  @Test
  void itsRequestIsOverWhenTheSessionIs() throws Exception {
    request.setCookies(begin());
    assertThat(callerBehindTheFilter()).isNotNull();
    assertThat(LoginSession.isOver(request)).isFalse();

    sessions.end(request, new MockHttpServletResponse());

    assertThat(LoginSession.isOver(request)).isTrue();
    assertThat(LoginSession.isOver(new MockHttpServletRequest())).isFalse();
  }

  private Cookie begin() {
    MockHttpServletResponse response = new MockHttpServletResponse();
    sessions.begin(demo, new MockHttpServletRequest(), response);
    return response.getCookies()[0];
  }

  private @Nullable Authentication callerBehindTheFilter() throws ServletException, IOException {
    AtomicReference<@Nullable Authentication> seen = new AtomicReference<>();
    new SessionFilter(sessions)
        .doFilter(
            request,
            new MockHttpServletResponse(),
            (passed, response) -> seen.set(SecurityContextHolder.getContext().getAuthentication()));
    return seen.get();
  }
}
