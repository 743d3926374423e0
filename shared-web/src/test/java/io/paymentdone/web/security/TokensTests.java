package io.paymentdone.web.security;

import io.paymentdone.testsupport.TestIssuer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Bearer tokens beside HTTP Basic. */
@SpringBootTest(
    classes = EchoApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "api.clients[0].name=shop",
      "api.clients[0].secrets={noop}secret",
      "api.clients[0].scopes=metrics:read"
    })
class TokensTests {

  private static final TestIssuer ISSUER = new TestIssuer();

  @LocalServerPort int port;

  RestTestClient client;

  @DynamicPropertySource
  static void trust(DynamicPropertyRegistry properties) {
    properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
    properties.add(
        "spring.security.oauth2.resourceserver.jwt.audiences", () -> TestIssuer.AUDIENCE);
  }

  @BeforeEach
  void connect() {
    client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
  }

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
    answer("/caller", "Bearer " + token)
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .valueEquals(
            "WWW-Authenticate",
            "Basic realm=\"payment-done\", charset=\"UTF-8\"",
            "Bearer realm=\"payment-done\", error=\"invalid_token\"")
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("unauthorized");
  }

  @Test
  void asksForEitherWayToLogIn() {
    client
        .get()
        .uri("/caller")
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .valueEquals(
            "WWW-Authenticate",
            "Basic realm=\"payment-done\", charset=\"UTF-8\"",
            "Bearer realm=\"payment-done\"");
  }

  @Test
  void aClientsTokenIsTheRequestsPrincipal() {
    answer("/caller", "bearer " + ISSUER.client("kiosk", "admin"))
        .expectStatus()
        .isOk()
        .expectHeader()
        .doesNotExist("Set-Cookie")
        .expectBody(String.class)
        .isEqualTo("kiosk");
  }

  @Test
  void namesTheScopeThatIsMissing() {
    answer("/caller", "Bearer " + ISSUER.client("kiosk", "payments:read"))
        .expectStatus()
        .isForbidden()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("forbidden")
        .jsonPath("$.detail")
        .isEqualTo("This needs the scope admin.");
  }

  @ParameterizedTest
  @CsvSource({"/caller, 403", "/v3/api-docs, 404"})
  void aUserMayDoNothingThatNoRuleGivesUsers(String path, int status) {
    answer(path, "Bearer " + ISSUER.user("user1", "admin")).expectStatus().isEqualTo(status);
  }

  @Test
  void aTokenInTheQueryIsNone() {
    client
        .get()
        .uri("/caller?access_token=" + ISSUER.client("kiosk", "admin"))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  private RestTestClient.ResponseSpec answer(String path, String authorization) {
    return client.get().uri(path).header("Authorization", authorization).exchange();
  }
}
