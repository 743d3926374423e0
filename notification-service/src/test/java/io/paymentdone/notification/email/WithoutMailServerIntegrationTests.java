package io.paymentdone.notification.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.Api;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class WithoutMailServerIntegrationTests {

  @LocalServerPort private int port;

  @Test
  void storesNoSubscription() {
    HttpResponse<String> answer =
        new Api(port).put("/subscriptions/u", "{\"email\":{\"address\":\"a@example.com\"}}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"email-not-configured\"", "spring.mail.host");
    assertThat(new Api(port).get("/subscriptions/u").status()).isEqualTo(404);
  }
}
