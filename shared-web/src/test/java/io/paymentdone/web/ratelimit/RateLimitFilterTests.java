package io.paymentdone.web.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.web.security.EchoApplication;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** Clients with a limit that nothing comes back to while a test runs. */
@SpringBootTest(
    classes = EchoApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "api.credentials=a:secret,b:secret,c:secret,free:secret",
      "web.rate-limit.clients.requests-per-second=0.001",
      "web.rate-limit.clients.burst=20",
      "web.rate-limit.callers[0].name=c",
      "web.rate-limit.callers[0].requests-per-second=0.001",
      "web.rate-limit.callers[1].name=free",
      "web.rate-limit.callers[1].requests-per-second=0"
    })
class RateLimitFilterTests {

  @LocalServerPort int port;
  @Autowired List<MeterBinder> meters;

  private RestTestClient client;

  @BeforeEach
  void connect() {
    client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
  }

  @ParameterizedTest
  @CsvSource({
    "/caller, 200",
    "/later, 200",
    "/nothing-here, 404",
    "/broken, 500",
    "/unwritable, 500",
    "/v3/api-docs, 404"
  })
  void countsEachAnswerOnce(String path, int status) {
    int before = remaining(get("/caller", "a"));

    assertThat(remaining(get(path, "a").expectStatus().isEqualTo(status))).isEqualTo(before - 1);
    assertThat(remaining(get("/caller", "a"))).isEqualTo(before - 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/actuator/health", "/actuator/health/relay"})
  void doesNotCountWhatWatchersAsk(String path) {
    int before = remaining(get("/caller", "b"));

    get(path, "b").expectStatus().isOk().expectHeader().doesNotExist("RateLimit");
    assertThat(remaining(get("/caller", "b"))).isEqualTo(before - 1);
  }

  @Test
  void refusesWhatIsTooMuchAndCountsIt() {
    get("/caller", "c")
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("RateLimit", "\"caller\";r=0;t=1000");

    get("/caller", "c")
        .expectStatus()
        .isEqualTo(429)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectHeader()
        .valueEquals("RateLimit-Policy", "\"caller\";q=1;w=1000")
        .expectHeader()
        .valueMatches("RateLimit", "\"caller\";r=0;t=(1000|9\\d\\d)")
        .expectHeader()
        .valueMatches("Retry-After", "1000|9\\d\\d")
        .expectHeader()
        .exists("X-Content-Type-Options")
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("too-many-requests")
        .jsonPath("$.retryable")
        .isEqualTo(true);
    assertThat(refused("client")).isEqualTo(1);
    assertThat(refused("user")).isZero();
    assertThat(refused("address")).isZero();
  }

  @Test
  void leavesCallersWithoutALimitAndStrangersAlone() {
    get("/caller", "free").expectStatus().isOk().expectHeader().doesNotExist("RateLimit-Policy");
    client
        .get()
        .uri("/caller")
        .exchange()
        .expectStatus()
        .isUnauthorized()
        .expectHeader()
        .doesNotExist("RateLimit-Policy");
  }

  private double refused(String kind) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    meters.forEach(binder -> binder.bindTo(registry));
    return registry.get("http.rate.limited").tag("kind", kind).functionCounter().count();
  }

  private static int remaining(ResponseSpec response) {
    String header =
        String.valueOf(response.returnResult().getResponseHeaders().getFirst("RateLimit"));
    assertThat(header).matches("\"clients\";r=\\d+;t=1000");
    return Integer.parseInt(header.replaceAll(".*r=(\\d+).*", "$1"));
  }

  private ResponseSpec get(String path, String user) {
    return client
        .get()
        .uri(path)
        .headers(headers -> headers.setBasicAuth(user, "secret"))
        .exchange();
  }
}
