package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.assertProblem;
import static io.paymentdone.payment.PaymentClient.json;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.relay.TestTopic;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;

/** Who may pay where clients log in, by the short way and, with a query, by the long one. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "api.credentials=shop:secret,kiosk:other")
@WithPostgresAndKafka
@ActiveProfiles("clients-log-in")
class CallersIntegrationTests {

  private final String key = UUID.randomUUID().toString();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  @Autowired private KafkaConnectionDetails kafka;
  private PaymentClient client;

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void refusesStrangers(String way) {
    HttpResponse<String> nobody = client.payAt(way, payment("u"), "Idempotency-Key", key);

    assertProblem(nobody, 401, "unauthorized");
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).isPresent();
    assertProblem(pay(way, "shop:other"), 401, "unauthorized");
    assertThat(callers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void keepsWhoPaid(String way) {
    assertThat(pay(way, "shop:secret").statusCode()).isEqualTo(201);
    assertThat(callers()).containsExactly("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void theEventNamesWhoPaid(String way) {
    try (TestTopic topic = new TestTopic(String.join(",", kafka.getBootstrapServers()))) {
      String id = json(pay(way, "shop:secret")).get("id").asString();
      topic.awaitAll(List.of(id));

      assertThat(topic.records())
          .filteredOn(record -> TestTopic.id(record).equals(id))
          .extracting(record -> TestTopic.header(record, CloudEventHeaders.CALLER))
          .isNotEmpty()
          .containsOnly("shop");
    }
  }

  @Test
  void aKeyIsOneCallersWhicheverWayItComes() {
    HttpResponse<String> first = pay("", "shop:secret");

    assertThat(pay("?long", "shop:secret").body()).isEqualTo(first.body());
    assertThat(pay("", "kiosk:other").body()).isNotEqualTo(first.body());
    assertThat(callers()).containsExactlyInAnyOrder("shop", "kiosk");
  }

  @Test
  void findsACallersOwnKeyOnly() {
    String stored = pay("", "shop:secret").body();

    assertThat(find("shop:secret")).isEqualTo("{\"items\":[" + stored + "],\"next\":null}");
    assertThat(find("kiosk:other")).isEqualTo("{\"items\":[],\"next\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void refusesWhatAnotherOriginAskedFor(String way) {
    HttpResponse<String> foreign = pay(way, "shop:secret", "Sec-Fetch-Site", "cross-site");

    assertProblem(foreign, 403, "foreign-origin");
    assertThat(callers()).isEmpty();
  }

  private HttpResponse<String> pay(String way, String credentials) {
    return pay(way, credentials, "Accept", "*/*");
  }

  private HttpResponse<String> pay(String way, String credentials, String header, String value) {
    return client.payAt(
        way,
        payment("u"),
        "Idempotency-Key",
        key,
        "Authorization",
        basic(credentials),
        header,
        value);
  }

  private String find(String credentials) {
    return client
        .get("/payments?idempotencyKey=" + key, "Authorization", basic(credentials))
        .body();
  }

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  private List<@Nullable String> callers() {
    return jdbc.sql("select caller from payment where idempotency_key = ?")
        .param(key)
        .query(String.class)
        .list();
  }
}
