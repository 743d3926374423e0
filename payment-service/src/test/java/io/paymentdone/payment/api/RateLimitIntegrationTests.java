package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.assertProblem;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.testsupport.TestIssuer;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Limits of callers and of failed logins, by the short way and, with a query, by the long one. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "api.credentials=shop:s,kiosk:s,till:s,free:s,mill:s",
      // Nothing comes back while a test runs, but to the till.
      "web.rate-limit.clients.requests-per-second=0.001",
      "web.rate-limit.clients.burst=8",
      "web.rate-limit.callers[0].name=till",
      "web.rate-limit.callers[0].requests-per-second=0.5",
      "web.rate-limit.callers[0].burst=1",
      "web.rate-limit.callers[1].name=free",
      "web.rate-limit.callers[1].requests-per-second=0",
      "api.failed-logins.per-minute=12",
      // Their address is that of X-Forwarded-For, so that no test takes another's attempts.
      "server.forward-headers-strategy=native"
    })
@WithPostgresAndKafka
@ActiveProfiles("clients-log-in")
class RateLimitIntegrationTests {

  private static final TestIssuer ISSUER = new TestIssuer();

  private final String key = UUID.randomUUID().toString();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  @Autowired private MeterRegistry meters;
  private PaymentClient client;

  @DynamicPropertySource
  static void issuer(DynamicPropertyRegistry registry) {
    registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
    registry.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> TestIssuer.AUDIENCE);
  }

  @AfterAll
  static void stop() {
    ISSUER.close();
  }

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @Test
  void eachRequestCountsOnceWhicheverWayItComes() {
    assertRemaining(pay("", "shop"), 201, 7);
    assertRemaining(pay("?long", "shop"), 201, 6);
    // It begins on the short way and ends on the long one.
    assertRemaining(client.pay("{\"amount\":0}", auth("shop")), 400, 5);
    assertRemaining(client.get("/payments?userId=u", auth("shop")), 200, 4);
    assertRemaining(client.get("/payments/none", auth("shop")), 404, 3);
    assertThat(client.get("/actuator/prometheus", auth("shop")).headers().firstValue("RateLimit"))
        .isEmpty();
    assertRemaining(pay("", "shop"), 201, 2);
  }

  /** Nor does it tell of the limit: it is not known yet whose that would be. */
  @Test
  void whatIsRefusedBeforeTheCallerIsKnownDoesNotCount() {
    HttpResponse<String> large = client.pay(" ".repeat(70_000), auth("mill"));
    HttpResponse<String> encoded =
        client.pay(payment("u"), "Authorization", basic("mill"), "Content-Encoding", "gzip");

    assertProblem(large, 413, "body-too-large");
    assertProblem(encoded, 415, "unsupported-content-encoding");
    assertThat(large.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    assertThat(encoded.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    assertRemaining(pay("", "mill"), 201, 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void aPaymentThatIsTooMuchIsNotStored(String way) {
    double before = refused("client");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> client.get("/payments/none", auth("kiosk")).statusCode() == 429);

    HttpResponse<String> tooMuch = pay(way, "kiosk");

    assertProblem(tooMuch, 429, "too-many-requests");
    assertThat(tooMuch.headers().firstValue("RateLimit-Policy")).hasValue("\"clients\";q=8;w=8000");
    assertThat(tooMuch.headers().firstValue("RateLimit")).get().asString().contains(";r=0;t=");
    assertThat(tooMuch.headers().firstValue("Retry-After")).get().asString().matches("\\d+");
    assertThat(tooMuch.headers().map()).containsKeys("x-content-type-options", "cache-control");
    assertThat(stored()).isZero();
    assertThat(refused("client")).isGreaterThanOrEqualTo(before + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void mayBeSentAgainWithTheSameKey(String way) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            client
                .get("/payments/none", auth("till"))
                .headers()
                .firstValue("Retry-After")
                // More than one second: time enough for what follows.
                .equals(Optional.of("2")));
    HttpResponse<String> first = pay(way, "till");
    assertProblem(first, 429, "too-many-requests");
    assertThat(first.headers().firstValue("Retry-After")).get().isIn("1", "2");

    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> pay(way, "till").statusCode() == 201);

    assertThat(stored()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void usersHaveALimitUnasked(String way) {
    String user = "user-" + key;

    HttpResponse<String> paid =
        client.payAt(
            way,
            payment(user),
            "Idempotency-Key",
            key,
            "Authorization",
            "Bearer " + ISSUER.user(user, ""));

    assertThat(paid.statusCode()).as(paid.body()).isEqualTo(201);
    assertThat(paid.headers().allValues("RateLimit-Policy")).containsExactly("\"users\";q=40;w=2");
    assertThat(paid.headers().allValues("RateLimit")).containsExactly("\"users\";r=39;t=1");
  }

  @Test
  void whoHasNoLimitIsNotToldOfOne() {
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> paid = pay(i % 2 == 0 ? "" : "?long", "free");
      assertThat(paid.statusCode()).isEqualTo(201);
      assertThat(paid.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 198.51.100.1", "?long, 198.51.100.2"})
  void wrongPasswordsAreLimitedPerAddress(String way, String address) {
    AtomicInteger checked = new AtomicInteger();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          checked.incrementAndGet();
          return payFrom(address, way, "free:wrong").statusCode() == 429;
        });
    // One more comes back each 5 s.
    assertThat(checked.get() - 1).isBetween(12, 18);
    double before = refused("address");

    HttpResponse<String> unchecked = payFrom(address, way, "free:s");

    assertProblem(unchecked, 429, "too-many-failed-logins");
    assertThat(unchecked.headers().firstValue("Retry-After")).get().isIn("1", "2", "3", "4", "5");
    assertThat(stored()).isZero();
    assertThat(refused("address")).isEqualTo(before + 1);
    assertThat(payFrom("198.51.100.9", way, "free:s").statusCode()).isEqualTo(201);
  }

  private static void assertRemaining(HttpResponse<String> response, int status, int remaining) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().allValues("RateLimit-Policy"))
        .containsExactly("\"clients\";q=8;w=8000");
    assertThat(response.headers().allValues("RateLimit"))
        .containsExactly("\"clients\";r=" + remaining + ";t=1000");
  }

  private double refused(String kind) {
    return meters.get("http.rate.limited").tag("kind", kind).functionCounter().count();
  }

  private HttpResponse<String> pay(String way, String caller) {
    return client.payAt(way, payment("u"), "Idempotency-Key", key, "Authorization", basic(caller));
  }

  private HttpResponse<String> payFrom(String address, String way, String credentials) {
    return client.payAt(
        way,
        payment("u"),
        "Idempotency-Key",
        key,
        "Authorization",
        encoded(credentials),
        "X-Forwarded-For",
        address);
  }

  private static String[] auth(String caller) {
    return new String[] {"Authorization", basic(caller)};
  }

  private static String basic(String caller) {
    return encoded(caller + ":s");
  }

  private static String encoded(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  private int stored() {
    return jdbc.sql("select count(*) from payment where idempotency_key = ?")
        .param(key)
        .query(Integer.class)
        .single();
  }
}
