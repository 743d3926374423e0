package io.paymentdone.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "api.credentials=app:s",
      // Nothing comes back while a test runs.
      "web.rate-limit.clients.requests-per-second=0.001",
      "web.rate-limit.clients.burst=4"
    })
@WithPostgresAndKafka
@ActiveProfiles("clients-log-in")
class RateLimitIntegrationTests {

  @LocalServerPort private int port;

  @Test
  void aStreamCountsOnceAndWhatWatchersAskDoesNot() throws Exception {
    assertThat(remaining(get("/notifications?userId=u"))).isEqualTo("3");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> stream =
          http.send(
              request("/notifications/stream?userId=u").build(), BodyHandlers.ofInputStream());
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(remaining(stream)).isEqualTo("2");
      stream.body().close();
    }
    for (String path : new String[] {"/readyz", "/actuator/health", "/actuator/prometheus"}) {
      HttpResponse<String> watched = get(path);
      assertThat(watched.statusCode()).isEqualTo(200);
      assertThat(watched.headers().firstValue("RateLimit")).isEmpty();
    }
    assertThat(remaining(get("/dead-letters"))).isEqualTo("1");
    assertThat(remaining(get("/nowhere"))).isEqualTo("0");

    HttpResponse<String> tooMuch = get("/notifications?userId=u");

    JsonNode problem = JsonMapper.shared().readTree(tooMuch.body());
    assertThat(tooMuch.statusCode()).isEqualTo(429);
    assertThat(problem.get("code").stringValue()).isEqualTo("too-many-requests");
    assertThat(problem.get("retryable").booleanValue()).isTrue();
    assertThat(tooMuch.headers().firstValue("RateLimit-Policy")).hasValue("\"clients\";q=4;w=4000");
    assertThat(tooMuch.headers().firstValue("Retry-After")).get().asString().matches("\\d+");
    assertThat(get("/notifications/stream?userId=u").statusCode()).isEqualTo(429);
    assertThat(get("/actuator/prometheus").body())
        .contains("http_rate_limited_total{kind=\"client\"} 2.0")
        .contains("http_rate_limited_total{kind=\"user\"} 0.0");
  }

  private HttpResponse<String> get(String path) {
    return new Api(port).send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(new Api(port).uri(path))
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString("app:s".getBytes(UTF_8)));
  }

  private static String remaining(HttpResponse<?> response) {
    assertThat(response.headers().allValues("RateLimit")).hasSize(1);
    String header = response.headers().firstValue("RateLimit").orElseThrow();
    assertThat(header).matches("\"clients\";r=\\d+;t=1000");
    return header.replaceAll(".*r=(\\d+).*", "$1");
  }
}
