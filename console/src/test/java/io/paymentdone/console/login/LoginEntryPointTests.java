package io.paymentdone.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.InsufficientAuthenticationException;

class LoginEntryPointTests {

  private final LoginEntryPoint entry =
      new LoginEntryPoint((request, response, refused) -> response.setStatus(401));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          GET,  'text/html,*/*;q=0.8',  ,         302
          GET,  'text/html,*/*;q=0.8',  navigate, 302
          GET,  'text/html,*/*;q=0.8',  cors,     401
          GET,  'text/html,*/*;q=0.8',  no-cors,  401
          GET,  */*,                    navigate, 401
          GET,  ,                       ,         401
          GET,  text/event-stream,      cors,     401
          POST, 'text/html,*/*;q=0.8',  navigate, 401
          """)
  void onlyAPageThatIsOpenedIsLedToTheLogin(
      String method, @Nullable String accept, @Nullable String mode, int status) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest(method, "/lab.html");
    if (accept != null) {
      request.addHeader("Accept", accept);
    }
    if (mode != null) {
      request.addHeader("Sec-Fetch-Mode", mode);
    }
    MockHttpServletResponse response = new MockHttpServletResponse();

    entry.commence(request, response, new InsufficientAuthenticationException("nobody"));

    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(response.getHeader("Location"))
        .isEqualTo(status == 302 ? "/login?next=%2Flab.html" : null);
  }
}
