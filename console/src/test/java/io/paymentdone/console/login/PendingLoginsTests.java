package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

class PendingLoginsTests {

  private static final int LOGINS_MAX = 5_000;

  private Instant now = Instant.parse("2026-11-30T08:00:00Z");
  private final PendingLogins logins = new PendingLogins(() -> now);

  @Test
  void isFinishedOnceByItsOwnBrowser() {
    Cookie cookie = begin("state", "/lab.html");
    MockHttpServletRequest back = back(cookie, "state");

    assertThat(finish(back(new Cookie(cookie.getName(), "other"), "state"))).isNull();
    assertThat(finish(back)).isNotNull();
    assertThat(PendingLogins.next(back)).isEqualTo("/lab.html");
    assertThat(finish(back(cookie, "state"))).isNull();
  }

  @Test
  void isFinishedWithItsOwnStateOnly() {
    Cookie cookie = begin("state", "/");

    assertThat(finish(back(cookie, "other"))).isNull();
    assertThat(logins.loadAuthorizationRequest(back(cookie, "state"))).isNotNull();
  }

  @Test
  void isOverAfterTenMinutes() {
    Cookie cookie = begin("state", "/");
    assertThat(cookie.getMaxAge()).isEqualTo(600);

    now = now.plus(Duration.ofMinutes(10)).minusMillis(1);
    assertThat(logins.loadAuthorizationRequest(back(cookie, "state"))).isNotNull();
    now = now.plusMillis(1);

    assertThat(finish(back(cookie, "state"))).isNull();
  }

  /** Strangers begin them. */
  @Test
  void theOldestMakesRoom() {
    Cookie first = begin("state", "/");
    Cookie second = begin("state", "/");
    for (int i = 2; i <= LOGINS_MAX; i++) {
      begin("state", "/");
    }

    assertThat(finish(back(first, "state"))).isNull();
    assertThat(finish(back(second, "state"))).isNotNull();
  }

  @Test
  void keepsNoNameOfAnyLength() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setServerName("a".repeat(256));

    assertThatExceptionOfType(OAuth2AuthenticationException.class)
        .isThrownBy(() ->
            logins.saveAuthorizationRequest(
                authorization("state"), request, new MockHttpServletResponse()));
  }

  @Test
  void goesOnToNoOtherOrigin() {
    MockHttpServletRequest back = back(begin("state", "//evil.example"), "state");

    assertThat(finish(back)).isNotNull();

    assertThat(PendingLogins.next(back)).isNull();
  }

  private Cookie begin(String state, String next) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setParameter("next", next);
    MockHttpServletResponse response = new MockHttpServletResponse();
    logins.saveAuthorizationRequest(authorization(state), request, response);
    return response.getCookies()[0];
  }

  private @Nullable OAuth2AuthorizationRequest finish(MockHttpServletRequest back) {
    return logins.removeAuthorizationRequest(back, new MockHttpServletResponse());
  }

  private static MockHttpServletRequest back(Cookie cookie, String state) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setCookies(cookie);
    request.setParameter("state", state);
    return request;
  }

  private static OAuth2AuthorizationRequest authorization(String state) {
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri("http://localhost/authorize")
        .clientId("console")
        .state(state)
        .build();
  }
}
