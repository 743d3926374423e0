package io.paymentdone.web.security;

import static io.paymentdone.web.security.AccessRule.on;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.BadCredentialsException;

/** The answers of the security filters to the same requests: {@link ClientsOnlyTests}. */
class CallersTests {

  private static final String SHOP = basic("shop:s:e:cret");

  private static final int ATTEMPTS = 3;

  private final Callers check =
      callers(
          new BearerTokens(
              new DefaultJWTProcessor<>(),
              new TokenCallers(
                  new TokenProperties(
                      "https://issuer.example", null, null, List.of("payments-api"), null, null)),
              Clock.systemUTC()));

  private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments");

  private static Callers callers(@Nullable BearerTokens tokens) {
    return new Callers(
        ApiClients.of(
            new MockEnvironment()
                .withProperty("api.credentials", "shop:s:e:cret,ümlaut:pässword")
                .withProperty("api.clients[0].name", "reader")
                .withProperty("api.clients[0].secrets", "{noop}r")
                .withProperty("api.clients[0].scopes", "payments:read")),
        tokens,
        AccessRules.table(on(HttpMethod.POST, "/payments").clients(Scope.PAYMENTS_WRITE)),
        new FailedLogins(new FailedLoginProperties(ATTEMPTS)));
  }

  private static MockHttpServletRequest post(String authorization) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments");
    request.addHeader("Authorization", authorization);
    return request;
  }

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

  /** By the short way, and then by the security filters. */
  @Test
  void aWrongPasswordTakesOneAttemptHoweverOftenItsRequestIsLookedAt() {
    for (int i = 0; i < ATTEMPTS; i++) {
      MockHttpServletRequest guess = post(basic("shop:wrong"));
      assertThat(check.caller(guess)).isEmpty();
      assertThatExceptionOfType(BadCredentialsException.class)
          .isThrownBy(() -> check.authenticate(guess));
    }

    MockHttpServletRequest right = post(SHOP);
    assertThat(check.caller(right)).isEmpty();
    assertThatExceptionOfType(CallerNotCheckedException.class)
        .isThrownBy(() -> check.authenticate(right))
        .satisfies(
            refused -> assertThat(refused.problem().code()).isEqualTo("too-many-failed-logins"));
    MockHttpServletRequest elsewhere = post(SHOP);
    elsewhere.setRemoteAddr("192.0.2.1");
    assertThat(check.caller(elsewhere)).isPresent();
  }

  @Test
  void tokensTakeNoAttemptAndNeedNone() {
    for (int i = 0; i < 2 * ATTEMPTS; i++) {
      assertThatExceptionOfType(InvalidTokenException.class)
          .isThrownBy(() -> check.authenticate(post("Bearer abc")));
    }
    assertThat(check.caller(post(SHOP))).isPresent();
    for (int i = 0; i < ATTEMPTS; i++) {
      assertThat(check.caller(post(basic("nobody:wrong")))).isEmpty();
    }
    assertThat(check.caller(post(SHOP))).isEmpty();

    assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> check.authenticate(post("Bearer abc")));
  }

  @Test
  void aBearerTokenIsNoLoginWhereNoTokensAreTaken() {
    assertThat(callers(null).authenticate(post("Bearer abc"))).isNull();
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
