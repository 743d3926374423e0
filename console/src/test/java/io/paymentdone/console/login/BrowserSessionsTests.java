package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.web.security.Caller;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

class BrowserSessionsTests {

  private final BrowserSessions sessions =
      new BrowserSessions(
          new LoginSessions(
              new LoginProperties(
                  true, Duration.ofHours(8), Duration.ofHours(24), 9, null, List.of()),
              InstantSource.system()));
  private final PendingLogins logins = new PendingLogins(InstantSource.system());

  @Test
  void findsTheSessionOfItsCookie() {
    Cookie cookie = begin("demo", new MockHttpServletRequest());

    assertThat(sessions.find(with(cookie)).map(session -> session.caller().name()))
        .hasValue("demo");
    assertThat(sessions.find(new MockHttpServletRequest())).isEmpty();
    assertThat(sessions.find(with(new Cookie(cookie.getName(), "other")))).isEmpty();
    assertThat(sessions.find(with(new Cookie("JSESSIONID", cookie.getValue())))).isEmpty();
  }

  /** What is set over http, by whoever can, counts for nothing over https. */
  @Test
  void overHttpsTheCookieIsBoundToTheHost() {
    MockHttpServletRequest overHttps = new MockHttpServletRequest();
    overHttps.setSecure(true);
    Cookie cookie = begin("demo", overHttps);

    assertThat(cookie.getName()).isEqualTo("__Host-console-session");
    assertThat(cookie.getSecure()).isTrue();
    assertThat(sessions.find(with(cookie))).isEmpty();
    MockHttpServletRequest plain = with(new Cookie("console-session", cookie.getValue()));
    plain.setSecure(true);
    assertThat(sessions.find(plain)).isEmpty();
  }

  @Test
  void theCookieIsForNoScriptAndNoOtherSite() {
    Cookie cookie = begin("demo", new MockHttpServletRequest());

    assertThat(cookie.isHttpOnly()).isTrue();
    assertThat(cookie.getAttribute("SameSite")).isEqualTo("Strict");
    assertThat(cookie.getMaxAge()).isNegative();
    assertThat(cookie.getPath()).isEqualTo("/");
    assertThat(cookie.getSecure()).isFalse();
  }

  @Test
  void anotherLoginEndsTheSessionThatTheBrowserHad() {
    Cookie first = begin("demo", new MockHttpServletRequest());
    Cookie elsewhere = begin("demo", new MockHttpServletRequest());

    Cookie second = begin("reader", with(first));

    assertThat(sessions.find(with(first))).isEmpty();
    assertThat(sessions.find(with(second))).isPresent();
    assertThat(sessions.find(with(elsewhere))).isPresent();
  }

  /** Back from the provider the browser does not send the session's cookie: another site led it. */
  @Test
  void aLoginAtAProviderEndsTheSessionThatItBeganIn() {
    Cookie first = begin("demo", new MockHttpServletRequest());
    MockHttpServletRequest away = with(first);
    sessions.find(away).orElseThrow().attachTo(away);
    MockHttpServletRequest back = with(pending(away));

    assertThat(logins.removeAuthorizationRequest(back, new MockHttpServletResponse())).isNotNull();
    assertThat(sessions.find(with(first))).isPresent();
    Cookie second = begin("corp:alice", back);

    assertThat(sessions.find(with(first))).isEmpty();
    assertThat(sessions.find(with(second))).isPresent();
  }

  @Test
  void theLogoutEndsTheSessionAndTakesTheCookieAway() {
    Cookie cookie = begin("demo", new MockHttpServletRequest());
    MockHttpServletResponse response = new MockHttpServletResponse();

    sessions.end(with(cookie), response);

    assertThat(sessions.find(with(cookie))).isEmpty();
    assertThat(Objects.requireNonNull(response.getCookie(cookie.getName())).getMaxAge()).isZero();
  }

  private Cookie begin(String name, MockHttpServletRequest request) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    sessions.begin(new Caller(name, Set.of(), null), request, response);
    return response.getCookies()[0];
  }

  /** Begins a login at a provider; returns its cookie. */
  private Cookie pending(MockHttpServletRequest away) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    logins.saveAuthorizationRequest(
        OAuth2AuthorizationRequest.authorizationCode()
            .authorizationUri("http://localhost/authorize")
            .clientId("console")
            .state("state")
            .build(),
        away,
        response);
    return response.getCookies()[0];
  }

  private static MockHttpServletRequest with(Cookie cookie) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setCookies(cookie);
    request.setParameter("state", "state");
    return request;
  }
}
