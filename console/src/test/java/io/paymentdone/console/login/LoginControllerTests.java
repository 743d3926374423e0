package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.security.CallerAuthentication;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LoginControllerTests {

  private static final Principal DEMO =
      new CallerAuthentication(new Caller("demo", Set.of(), null));

  private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/login");
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  @ParameterizedTest
  @ValueSource(strings = {"Basic ZGVtbzpkZW1v", "basic ZGVtbzpkZW1v"})
  void beginsASessionForAPassword(String authorization) {
    request.addHeader("Authorization", authorization);

    controller(true).login(request, response, DEMO);

    assertThat(response.getCookie("console-session")).isNotNull();
  }

  /** A token is valid for minutes, and a session for a day. */
  @Test
  void beginsNoneForAToken() {
    request.addHeader("Authorization", "Bearer a.b.c");

    assertRefused(true, "bad-request");
  }

  @Test
  void beginsNoneWhereTheFormIsTakenAway() {
    request.addHeader("Authorization", "Basic ZGVtbzpkZW1v");

    assertRefused(false, "not-available");
  }

  private void assertRefused(boolean form, String code) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> controller(form).login(request, response, DEMO))
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
    assertThat(response.getCookies()).isEmpty();
  }

  private static LoginController controller(boolean form) {
    LoginProperties limits =
        new LoginProperties(form, Duration.ofHours(8), Duration.ofHours(24), 9, null, List.of());
    return new LoginController(
        new BrowserSessions(new LoginSessions(limits, InstantSource.system())),
        new LoginOptions(form, List.of()));
  }
}
