package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LoginPathsTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/ü",
        ""
      })
  void leadsToNoOtherOrigin(String next) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setParameter("next", next);

    assertThat(LoginPaths.next(request)).isNull();
    assertThat(location(next, null)).isEqualTo("/login");
  }

  @ParameterizedTest
  @CsvSource({
    "/lab.html, , /login?next=%2Flab.html",
    "/?group=a%20b, failed, /login?next=%2F%3Fgroup%3Da%2520b&problem=failed",
    "/, expired, /login?problem=expired",
    ", cancelled, /login?problem=cancelled"
  })
  void namesThePageThatWasAskedFor(
      @Nullable String next, @Nullable String problem, String location) {
    assertThat(location(next, problem)).isEqualTo(location);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /login, true",
    "HEAD, /js/login.js, true",
    "POST, /login, false",
    "POST, /logout, false",
    "GET, /logout, false",
    "GET, /js/main.js, false",
    "GET, /login/, false",
    "GET, /login/options/x, false",
    "GET, /api/session, false"
  })
  void opensToStrangersWhatThePageOfTheLoginNeeds(String method, String path, boolean open) {
    assertThat(LoginPaths.isOpen(new MockHttpServletRequest(method, path))).isEqualTo(open);
  }

  private static @Nullable String location(@Nullable String next, @Nullable String problem) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    LoginPaths.redirect(next, problem, response);
    assertThat(response.getStatus()).isEqualTo(302);
    return response.getHeader("Location");
  }
}
