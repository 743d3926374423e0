package io.paymentdone.web.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.paymentdone.testsupport.TestIssuer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

class BearerTokensTests {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

  private static final TestIssuer ISSUER = new TestIssuer();
  private static final BearerTokens TOKENS = tokens(settings(ISSUER));

  @AfterAll
  static void close() {
    ISSUER.close();
  }

  static Stream<Arguments> forgeries() {
    return ISSUER.forgeries().entrySet().stream()
        .map(forgery -> Arguments.of(forgery.getKey(), forgery.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void refuses(String what, String token) {
    assertThat(TOKENS.caller(ISSUER.user("user1", "")).userId()).as("a good one").isNotNull();

    assertThatExceptionOfType(InvalidTokenException.class)
        .as(what)
        .isThrownBy(() -> TOKENS.caller(token));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void refusesWithAKeyOfItsOwnToo(String what, String token, @TempDir Path directory)
      throws IOException {
    Path key = directory.resolve("key.pem");
    Files.writeString(key, ISSUER.pem());
    BearerTokens tokens =
        tokens(
            new MockEnvironment()
                .withProperty(PREFIX + "issuer-uri", ISSUER.uri())
                .withProperty(PREFIX + "public-key-location", key.toUri().toString())
                .withProperty(PREFIX + "audiences", TestIssuer.AUDIENCE));
    assertThat(tokens.caller(ISSUER.user("user1", "")).userId()).isEqualTo("user1");

    assertThatExceptionOfType(InvalidTokenException.class)
        .as(what)
        .isThrownBy(() -> tokens.caller(token));
  }

  /** An issuer's clock may differ from ours. */
  @Test
  void takesATokenThatIsAFewSecondsTooOldOrTooNew() {
    long now = Instant.now().getEpochSecond();

    assertThat(TOKENS.caller(signed(Map.of("exp", now - 15))).userId()).isEqualTo("someone");
    assertThat(TOKENS.caller(signed(Map.of("nbf", now + 15))).userId()).isEqualTo("someone");
  }

  @Test
  void aClientsTokenHasOurScopes() {
    assertThat(TOKENS.caller(ISSUER.client("shop", "openid payments:read admin other:write")))
        .isEqualTo(Caller.client("shop", Set.of(Scope.PAYMENTS_READ, Scope.ADMIN)));
    assertThat(
            TOKENS.caller(
                signed(
                    Map.of("client_id", "someone", "scp", List.of("payments:write", "other", 1)))))
        .isEqualTo(Caller.client("someone", Set.of(Scope.PAYMENTS_WRITE)));
    assertThat(TOKENS.caller(signed(Map.of("client_id", "someone", "scp", "metrics:read"))))
        .isEqualTo(Caller.client("someone", Set.of(Scope.METRICS_READ)));
  }

  /** Whatever an app asked for that a user has logged in to. */
  @Test
  void everyOtherTokenIsAUsers() {
    Caller user = Caller.user("someone");

    assertThat(TOKENS.caller(ISSUER.user("someone", "payments:read admin"))).isEqualTo(user);
    assertThat(TOKENS.caller(signed(Map.of("scope", "admin")))).isEqualTo(user);
    assertThat(TOKENS.caller(signed(Map.of("gty", "client-credentials")))).isEqualTo(user);
    assertThat(TOKENS.caller(signed(Map.of("azp", "someone", "scp", "admin")))).isEqualTo(user);
    assertThat(user.name()).isEqualTo("user:someone");
    assertThat(user.scopes()).isEmpty();
    assertThat(user).asString().doesNotContain("someone");
  }

  @Test
  void anOperatorMayNameTheClaimOfClients() {
    BearerTokens tokens =
        tokens(
            settings(ISSUER)
                .withProperty("api.jwt.client-claim", "gty")
                .withProperty("api.jwt.client-value", "client-credentials"));

    assertThat(tokens.caller(signed(Map.of("gty", "client-credentials", "scope", "payments:read"))))
        .isEqualTo(Caller.client("someone", Set.of(Scope.PAYMENTS_READ)));
    assertThat(tokens.caller(signed(Map.of("gty", "password", "scope", "payments:read"))))
        .isEqualTo(Caller.user("someone"));
  }

  @Test
  void followsTheIssuersKeys() {
    try (TestIssuer issuer = new TestIssuer()) {
      BearerTokens tokens = tokens(settings(issuer));
      assertThat(issuer.fetches()).as("before the first token").isZero();
      String before = issuer.user("user1", "");
      tokens.caller(before);
      issuer.rotate();

      assertThat(tokens.caller(issuer.user("user1", "")).userId()).isEqualTo("user1");
      assertThat(tokens.caller(before).userId()).as("remembered").isEqualTo("user1");
      assertThat(issuer.fetches()).isEqualTo(2);

      issuer.rotate();
      for (int i = 0; i < 5; i++) {
        String unknown = issuer.user("user" + i, "");
        assertThatExceptionOfType(InvalidTokenException.class)
            .isThrownBy(() -> tokens.caller(unknown));
      }
      assertThat(issuer.fetches()).as("not for each unknown key").isEqualTo(2);
    }
  }

  @Test
  void saysWhenItCannotCheckATokenAndGoesOnWithKeysThatItHas() {
    try (TestIssuer issuer = new TestIssuer()) {
      BearerTokens tokens = tokens(settings(issuer));
      issuer.setAway(true);
      for (int i = 0; i < 4; i++) {
        String token = issuer.user("user" + i, "");
        assertThatExceptionOfType(CallerNotCheckedException.class)
            .as("also where the keys may not be asked for again")
            .isThrownBy(() -> tokens.caller(token))
            .satisfies(e -> assertThat(e.problem().status().value()).isEqualTo(503));
      }
    }
    try (TestIssuer issuer = new TestIssuer()) {
      BearerTokens tokens = tokens(settings(issuer));
      tokens.caller(issuer.user("user1", ""));
      issuer.setAway(true);
      assertThat(tokens.caller(issuer.user("user2", "")).userId()).isEqualTo("user2");
    }
  }

  @Test
  void remembersATokenForAWhileButNotPastItsEnd() {
    Instant begin = Instant.now();
    Instant[] now = {begin};
    int[] checks = {0};
    TokenProperties properties = requireNonNull(TokenProperties.of(settings(ISSUER)));
    BearerTokens tokens =
        new BearerTokens(
            counted(TokenVerifier.of(properties, new DefaultResourceLoader()), checks),
            new TokenCallers(properties),
            () -> now[0]);
    String longLived = ISSUER.user("user1", "");
    String shortLived = signed(Map.of("exp", begin.getEpochSecond() + 20));

    for (int i = 0; i < 3; i++) {
      tokens.caller(longLived);
      tokens.caller(shortLived);
    }
    assertThat(checks[0]).isEqualTo(2);

    now[0] = begin.plusSeconds(21);
    tokens.caller(longLived);
    assertThat(checks[0]).isEqualTo(2);
    tokens.caller(shortLived);
    assertThat(checks[0]).isEqualTo(3);

    now[0] = begin.plus(Duration.ofMinutes(2));
    tokens.caller(longLived);
    assertThat(checks[0]).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "audiences, '', audiences",
    "issuer-uri, '', issuer-uri",
    "public-key-location, file:/nowhere/key.pem, both set",
    "client-claim, gty, api.jwt.client-value"
  })
  void doesNotStartWithSettingsThatLetOthersIn(String property, String value, String cure) {
    MockEnvironment environment =
        settings(ISSUER).withProperty(PREFIX + "jwk-set-uri", ISSUER.uri() + "/keys");
    environment.setProperty(
        (property.equals("client-claim") ? "api.jwt." : PREFIX) + property, value);

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> TokenProperties.of(environment))
        .withMessageContaining(cure);
  }

  @ParameterizedTest
  @CsvSource({"issuer-uri, issuer.example", "public-key-location, file:/nowhere/key.pem"})
  void doesNotStartWithSettingsThatLeadNowhere(String property, String value) {
    MockEnvironment environment = settings(ISSUER).withProperty(PREFIX + property, value);

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> tokens(environment))
        .withMessageContaining(value);
  }

  @Test
  void takesNoTokensUnlessItIsToldWhose() {
    assertThat(TokenProperties.of(new MockEnvironment())).isNull();
  }

  /** As compose files hand on what is not set. */
  @Test
  void emptySettingsAreNone() {
    Map<String, Object> variables = new HashMap<>();
    for (String name : List.of("ISSUERURI", "AUDIENCES")) {
      variables.put("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_" + name, "");
    }
    variables.put("API_JWT_CLIENTCLAIM", "");
    variables.put("API_JWT_CLIENTVALUE", "");
    MockEnvironment environment = new MockEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    assertThat(TokenProperties.of(environment)).isNull();

    variables.put("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI", ISSUER.uri());
    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> TokenProperties.of(environment))
        .withMessageContaining("audiences");

    variables.put("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES", TestIssuer.AUDIENCE);
    assertThat(tokens(environment).caller(ISSUER.client("shop", "admin")).name()).isEqualTo("shop");
  }

  @Test
  void theCacheIsBoundedByEntriesAndBytes() {
    TokenCache few = new TokenCache(3, 1L << 20);
    TokenCache small = new TokenCache(1_000, 2_000);
    for (int i = 0; i < 100; i++) {
      few.put(digest(i), Caller.user("user" + i), 1_000);
      small.put(digest(i), Caller.user("u".repeat(100)), 1_000);
    }

    assertThat(kept(few)).containsExactly(97, 98, 99);
    assertThat(kept(small)).containsExactly(98, 99);
    assertThat(few.get(digest(99), 1_000)).as("past its time").isNull();
    assertThat(few.get(digest(99), 999)).as("gone then").isNull();
  }

  private static List<Integer> kept(TokenCache cache) {
    return IntStream.range(0, 100).filter(i -> cache.get(digest(i), 999) != null).boxed().toList();
  }

  private static ByteBuffer digest(int i) {
    return ByteBuffer.allocate(4).putInt(0, i);
  }

  /** The same, counting its checks. */
  private static JWTProcessor<SecurityContext> counted(
      JWTProcessor<SecurityContext> verifier, int[] checks) {
    return new DefaultJWTProcessor<>() {
      @Override
      public JWTClaimsSet process(String token, SecurityContext context)
          throws ParseException, BadJOSEException, JOSEException {
        checks[0]++;
        return verifier.process(token, context);
      }
    };
  }

  private static String signed(Map<String, ?> changed) {
    Map<String, Object> claims = ISSUER.claims("someone");
    claims.putAll(changed);
    return ISSUER.sign(claims);
  }

  private static MockEnvironment settings(TestIssuer issuer) {
    return new MockEnvironment()
        .withProperty(PREFIX + "issuer-uri", issuer.uri())
        .withProperty(PREFIX + "audiences", "more," + TestIssuer.AUDIENCE);
  }

  private static BearerTokens tokens(MockEnvironment environment) {
    return BearerTokens.of(
        requireNonNull(TokenProperties.of(environment)), new DefaultResourceLoader());
  }
}
