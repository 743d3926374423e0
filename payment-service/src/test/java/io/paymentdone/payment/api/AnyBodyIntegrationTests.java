package io.paymentdone.payment.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.testsupport.RandomInput;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bodies that nobody chose: the short way of ordinary payments and the long one agree on each. */
@PaymentServiceTest
class AnyBodyIntegrationTests {

  /** A query is out of the ordinary, and means nothing. */
  private static final String THE_LONG_WAY = "?long";

  @LocalServerPort private int port;
  private PaymentClient client;

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @Test
  void bothWaysStoreTheSameOrRefuseTheSame() {
    RandomInput.check(input -> {
      byte[] body = body(input);
      String key = UUID.randomUUID().toString();

      HttpResponse<String> shortWay = pay("", body, key);
      HttpResponse<String> longWay = pay(THE_LONG_WAY, body, key);

      assertThat(longWay.statusCode()).isEqualTo(shortWay.statusCode()).isIn(201, 400);
      assertThat(longWay.body()).isEqualTo(shortWay.body());
      if (shortWay.statusCode() == 201) {
        assertStored(JsonMapper.shared().readTree(new String(body, UTF_8)), shortWay);
      }
    });
  }

  private HttpResponse<String> pay(String query, byte[] body, String key) {
    return client.payAt(query, body, "Idempotency-Key", key, "Request-Id", "same");
  }

  private static void assertStored(JsonNode sent, HttpResponse<String> answer) {
    JsonNode stored = PaymentClient.json(answer);
    for (String field : List.of("userId", "amount", "currency", "description")) {
      String value = sent.has(field) ? sent.get(field).toString() : "null";
      assertThat(stored.get(field).toString()).isEqualTo(value);
    }
  }

  /** A payment, or almost one. */
  private static byte[] body(RandomInput input) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("userId", input.string("any"));
    members.put("amount", Long.toString(1 + input.below(10)));
    members.put("currency", input.string("EUR"));
    if (input.once(2)) {
      members.put("description", input.string(input.text(20)));
    }
    if (input.once(4)) {
      members.put("metadata", "{" + input.string(input.text(4)) + ":" + input.string("v") + "}");
    }
    String name = input.oneOf(List.copyOf(members.keySet()));
    switch (input.below(8)) {
      case 0 -> members.put(name, input.json(2));
      case 1 -> members.put(name, input.string(input.text(8)));
      case 2 -> members.remove(name);
      case 3 -> members.put(input.text(4), input.json(2));
      case 4 -> {
        return input.bytes(60);
      }
      case 5, 6 -> {
        return input.mutated(input.object(members).getBytes(UTF_8));
      }
      default -> {
        // A payment that is in order.
      }
    }
    return input.object(members).getBytes(UTF_8);
  }
}
