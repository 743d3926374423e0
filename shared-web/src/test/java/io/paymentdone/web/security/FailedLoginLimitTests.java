package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

@SpringBootTest(
    classes = EchoApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"api.credentials=shop:secret", "api.failed-logins.per-minute=3"})
class FailedLoginLimitTests {

  @LocalServerPort int port;

  RestTestClient client;

  @BeforeEach
  void connect() {
    client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
  }

  @Test
  void anAddressWithTooManyWrongPasswordsHasNoneChecked() {
    for (int i = 0; i < 10; i++) {
      get("/caller", "secret").expectStatus().isOk();
    }
    for (int i = 0; i < 3; i++) {
      get("/caller", "wrong").expectStatus().isUnauthorized();
    }

    // Not even the right one: that would tell it.
    get("/caller", "secret")
        .expectStatus()
        .isEqualTo(429)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectHeader()
        .value("Retry-After", wait -> assertThat(Integer.parseInt(wait)).isBetween(1, 20))
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("too-many-failed-logins")
        .jsonPath("$.retryable")
        .isEqualTo(true);
    client.get().uri("/livez").exchange().expectStatus().isOk();
    client.get().uri("/caller").exchange().expectStatus().isUnauthorized();
    client
        .get()
        .uri("/caller")
        .header("Authorization", "Bearer abc")
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  private ResponseSpec get(String path, String password) {
    return client
        .get()
        .uri(path)
        .headers(headers -> headers.setBasicAuth("shop", password))
        .exchange();
  }
}
