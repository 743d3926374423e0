package io.paymentdone.web.security;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(classes = EchoApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
class OpenToLoopbackTests {

  @LocalServerPort int port;

  RestTestClient client;

  @BeforeEach
  void connect() {
    client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
  }

  @Test
  void everybodyIsAnonymous() {
    client
        .get()
        .uri("/caller")
        .headers(headers -> headers.setBasicAuth("shop", "secret"))
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .doesNotExist("Set-Cookie")
        .expectBody(String.class)
        .isEqualTo("anonymous");
  }

  @Test
  void answersNotFoundInsteadOfAChallenge() {
    client.get().uri("/nothing-here").exchange().expectStatus().isNotFound();
  }
}
