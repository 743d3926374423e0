package io.paymentdone.web.security;

import static io.paymentdone.web.security.AccessRule.on;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;

/** The answers of the security filters to the same requests: {@link ClientsOnlyTests}. */
class CallersTests {

  private final CallerCheck check =
      new Callers(
          ApiClients.of(
              new MockEnvironment()
                  .withProperty("api.credentials", "shop:s:e:cret,ümlaut:pässword")
                  .withProperty("api.clients[0].name", "reader")
                  .withProperty("api.clients[0].secrets", "{noop}r")
                  .withProperty("api.clients[0].scopes", "payments:read")),
          null,
          AccessRules.table(on(HttpMethod.POST, "/payments").clients(Scope.PAYMENTS_WRITE)));

  private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments");

  @ParameterizedTest
  @CsvSource({"shop, s:e:cret", "ümlaut, pässword"})
  void knowsAConfiguredClient(String user, String password) {
    request.addHeader("Authorization", basic(user + ":" + password));

    assertThat(check.caller(request).map(Caller::name)).hasValue(user);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop:wrong", "shop:s:e:cre", "nobody:s:e:cret", ":"})
  void knowsNobodyElse(String credentials) {
    request.addHeader("Authorization", basic(credentials));

    assertThat(check.caller(request)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "Basic !", "Basic c2hvcA==", "Bearer abc", "Digest x=y"})
  void leavesMalformedAuthorization(String authorization) {
    request.addHeader("Authorization", authorization);

    assertThat(check.caller(request)).isEmpty();
  }

  @Test
  void knowsNobodyWithoutCredentials() {
    assertThat(check.caller(request)).isEmpty();
  }

  @Test
  void leavesAClientThatMayNotDoThat() {
    request.addHeader("Authorization", basic("reader:r"));

    assertThat(check.caller(request)).isEmpty();
  }

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }
}
