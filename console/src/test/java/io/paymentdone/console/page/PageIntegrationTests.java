package io.paymentdone.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.ConsoleWithServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page over a real port: a mock server does not forward as Tomcat does. */
@ConsoleWithServers
class PageIntegrationTests {

  @LocalServerPort int port;

  @Test
  void isTheSameAtTheRootAndByItsName() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> root = get(client, "/");
      HttpResponse<String> byName = get(client, "/index.html");

      assertThat(root.statusCode()).isEqualTo(200);
      assertThat(root.body()).contains("<title>payment-done").isEqualTo(byName.body());
      assertThat(root.headers().firstValue("Content-Security-Policy")).isPresent();
    }
  }

  private HttpResponse<String> get(HttpClient client, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
        BodyHandlers.ofString(UTF_8));
  }
}
