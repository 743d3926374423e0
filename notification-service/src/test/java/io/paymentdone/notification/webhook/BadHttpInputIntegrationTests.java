package io.paymentdone.notification.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.HostileRequests;
import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A 4xx problem document and no row, whatever comes in over the socket. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "notification.webhooks.secret-key=a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0=",
      // The profile of these tests lists loopback.
      "notification.webhooks.allowed-hosts="
    })
@WithPostgresAndKafka
class BadHttpInputIntegrationTests {

  private static final String OPERATION = "POST /webhook-endpoints";
  private static final String USER = "bad-input";
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;

  static Stream<Arguments> requests() {
    String id = "019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30";
    return HostileRequests.to(
        Map.of(
            OPERATION,
            body("https://hooks.example.com/"),
            "PATCH /webhook-endpoints/" + id,
            "{\"enabled\":false}",
            "POST /webhook-endpoints/" + id + "/replay",
            "{\"since\":\"2026-11-29T09:00:00Z\"}",
            "PUT /notifications/read",
            "{\"userId\":\"" + USER + "\",\"upTo\":\"" + id + "\"}",
            "PUT /subscriptions/" + USER,
            "{\"email\":{\"address\":\"a@example.com\"}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void refuses(String name, String problem, byte[] request) {
    HostileRequests.assertRefused(raw().exchange(request), problem);
  }

  /** What a name resolves to, and where an answer redirects to, WebhookClientTests check. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.0.1/",
        "https://100.64.0.1/",
        "https://[64:ff9b::7f00:1]/",
        "https://localhost/",
        "https://localhost./",
        "https://user@hooks.example.com/",
        "https://hooks.example.com@127.0.0.1/",
        "file:///etc/passwd",
        "https://hooks.example.com:22/",
        "https://hooks.example.com:5432/",
        "https://hooks.example.com:9092/",
        "http://hooks.example.com/"
      })
  void refusesAnAddressThatIsNotForDeliveries(String url) {
    String answer =
        raw()
            .exchange(
                RawHttp.request(
                    OPERATION, body(url).getBytes(UTF_8), "Content-Type: application/json"));

    HostileRequests.assertRefused(answer, "400 invalid-request");
    assertThat(answer).contains("\"pointer\":\"/url\"");
  }

  @AfterEach
  void hasStoredNothing() {
    assertThat(rows("select count(*) from webhook_endpoint")).isZero();
    assertThat(rows("select count(*) from read_mark where user_id = '" + USER + "'")).isZero();
    assertThat(rows("select count(*) from subscription where user_id = '" + USER + "'")).isZero();
  }

  private int rows(String count) {
    return jdbc.sql(count).query(Integer.class).single();
  }

  private static String body(String url) {
    return "{\"url\":\"" + url + "\"}";
  }

  private RawHttp raw() {
    return new RawHttp(port, TIMEOUT);
  }
}
