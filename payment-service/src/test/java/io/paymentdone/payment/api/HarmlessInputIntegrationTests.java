package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.EmittedEvents;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.testsupport.RawHttp;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text is text: stored, answered, emitted and listed as it came. */
@PaymentServiceTest
class HarmlessInputIntegrationTests {

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  private PaymentClient client;

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' OR 1=1--",
        "${jndi:ldap://127.0.0.1/a}",
        "<b onclick=\"x()\">bold</b>",
        "emoji 😀👩‍👩‍👧",
        "\"quoted\" \\ backslash",
        "caf\u00e9",
        "cafe\u0301",
        "مرحبا",
        "{\"userId\":\"x\"}",
        "null",
        " "
      })
  void keepsTextAsItCame(String text) {
    try (EmittedEvents events = new EmittedEvents(jdbc)) {
      HttpResponse<String> stored = client.pay(body(text, text + "\n\t" + text));

      assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
      assertThat(json(stored).get("userId").asString()).isEqualTo(text);
      assertThat(json(stored).get("description").asString()).isEqualTo(text + "\n\t" + text);
      List<PaymentMessage> emitted = events.next();
      assertThat(emitted).hasSize(1);
      assertThat(emitted.getFirst().userId()).isEqualTo(text);
      JsonNode value = JsonMapper.shared().readTree(emitted.getFirst().value());
      assertThat(value.get("description").asString()).isEqualTo(text + "\n\t" + text);
      assertThat(listed(text)).isEqualTo(json(stored));
    }
  }

  @Test
  void tellsTwinsOfUnicodeApart() {
    String name = UUID.randomUUID().toString();
    client.pay(body(name + "\u00e9", ""));

    HttpResponse<String> twin = client.get("/payments?userId=" + encode(name + "e\u0301"));

    assertThat(json(twin).get("items").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CHF", "JPY", "KWD", "XOF", "USD", "EUR"})
  void takesCurrenciesInCirculation(String currency) {
    assertThat(client.pay(PaymentClient.payment("user").replace("EUR", currency)).statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999_999_999_999L})
  void takesAmountsToTheBounds(long amount) {
    String body = PaymentClient.payment("user").replace("1250", Long.toString(amount));

    assertThat(json(client.pay(body)).get("amount").asLong()).isEqualTo(amount);
  }

  /** RFC 9112, 5.2: a header that goes on in the next line has a blank there. */
  @Test
  void readsAFoldedKeyAsOneLine() {
    String key = UUID.randomUUID().toString();
    String body = PaymentClient.payment("folded");

    String folded =
        new RawHttp(port)
            .exchange(
                RawHttp.post(
                    body.getBytes(StandardCharsets.UTF_8),
                    "Content-Type: application/json",
                    "Idempotency-Key: " + key + "\r\n more"));

    assertThat(folded).startsWith("HTTP/1.1 201 ");
    assertThat(client.pay(body, "Idempotency-Key", key + " more").headers().map())
        .containsKey("Idempotent-Replayed");
  }

  @Test
  void countsCharactersAsPeopleDo() {
    assertThat(client.pay(body("😀".repeat(128), "😀".repeat(500))).statusCode()).isEqualTo(201);
  }

  private JsonNode listed(String userId) {
    return json(client.get("/payments?limit=1&userId=" + encode(userId))).at("/items/0");
  }

  private static String body(String userId, String description) {
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of("userId", userId, "amount", 1, "currency", "EUR", "description", description));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
