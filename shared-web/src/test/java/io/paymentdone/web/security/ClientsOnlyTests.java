package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(
    classes = EchoApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "api.credentials=shop:s:e:cret,ümlaut:pässword")
class ClientsOnlyTests {

  @LocalServerPort int port;

  RestTestClient client;

  @BeforeEach
  void connect() {
    client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
  }

  @ParameterizedTest
  @CsvSource({"shop, s:e:cret", "ümlaut, pässword"})
  void aConfiguredClientIsTheRequestsPrincipal(String user, String password) {
    client
        .get()
        .uri("/caller")
        .headers(headers -> headers.setBasicAuth(user, password, UTF_8))
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .doesNotExist("Set-Cookie")
        .expectBody(String.class)
        .isEqualTo(user);
  }

  @ParameterizedTest
  @CsvSource({"shop, wrong", "shop, s:e:cre", "nobody, s:e:cret", "nobody, ''", "'', ''"})
  void refusesOtherCredentials(String user, String password) {
    client
        .get()
        .uri("/caller")
        .headers(headers -> headers.setBasicAuth(user, password))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "Basic !", "Basic c2hvcA==", "Bearer abc", "Digest x=y"})
  void refusesMalformedAuthorization(String authorization) {
    client
        .get()
        .uri("/caller")
        .header("Authorization", authorization)
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/caller",
        "/nothing-here",
        "/actuator",
        "/actuator/info",
        "/actuator/prometheus",
        "/v3/api-docs",
        "/livez/",
        "/"
      })
  void challengesWhoeverHasNone(String path) {
    client
        .get()
        .uri(path)
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .valueEquals("WWW-Authenticate", "Basic realm=\"payment-done\", charset=\"UTF-8\"")
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("unauthorized")
        .jsonPath("$.status")
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/actuator/health", "/actuator/health/relay"})
  void answersProbesWithoutCredentials(String path) {
    client.get().uri(path).exchange().expectStatus().isOk();
    client.head().uri(path).exchange().expectStatus().isOk();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void opensProbesToReadingOnly(String method) {
    client
        .method(HttpMethod.valueOf(method))
        .uri("/livez")
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void finishesAnAsynchronousAnswer() {
    client
        .get()
        .uri("/later")
        .headers(headers -> headers.setBasicAuth("shop", "s:e:cret"))
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo("shop");
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Origin, https://evil.example",
    "Origin, null"
  })
  void refusesWritesThatAnotherOriginAskedFor(String header, String value) {
    client
        .post()
        .uri("/caller")
        .header(header, value)
        .headers(headers -> headers.setBasicAuth("shop", "s:e:cret"))
        .exchange()
        .expectStatus()
        .isForbidden()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("foreign-origin");
  }

  /** Nor with a password of its own, which is not even checked. */
  @Test
  void refusesReadsThatAnotherOriginAskedFor() {
    for (String password : new String[] {"s:e:cret", "wrong"}) {
      client
          .get()
          .uri("/caller")
          .header("Sec-Fetch-Site", "cross-site")
          .header("Sec-Fetch-Mode", "no-cors")
          .headers(headers -> headers.setBasicAuth("shop", password))
          .exchange()
          .expectStatus()
          .isForbidden()
          .expectBody()
          .jsonPath("$.code")
          .isEqualTo("foreign-origin");
    }
  }

  @Test
  void takesAPublicFormFromAnybodyButAnotherOrigin() {
    client.post().uri("/forms/one").exchange().expectStatus().isOk();
    client
        .post()
        .uri("/forms/one")
        .header("Sec-Fetch-Site", "cross-site")
        .exchange()
        .expectStatus()
        .isForbidden();
    client.post().uri("/forms").exchange().expectStatus().isUnauthorized();
    client.post().uri("/forms/../caller").exchange().expectStatus().isBadRequest();
  }

  @Test
  void acceptsWritesOfItsOwnPagesAndOfPrograms() {
    writes("Sec-Fetch-Site", "same-origin");
    writes("Origin", "http://localhost:" + port);
    writes("Accept", "*/*");
  }

  private void writes(String header, String value) {
    client
        .post()
        .uri("/caller")
        .header(header, value)
        .headers(headers -> headers.setBasicAuth("shop", "s:e:cret"))
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void refusesAmbiguousUrlsWithAProblem() {
    client
        .get()
        .uri("/caller;x=1")
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
  }

  @Test
  void leavesOtherMethodsToTheService() {
    client
        .method(HttpMethod.PUT)
        .uri("/caller")
        .headers(headers -> headers.setBasicAuth("shop", "s:e:cret"))
        .exchange()
        .expectStatus()
        .value(status -> assertThat(status).isEqualTo(405));
  }
}
