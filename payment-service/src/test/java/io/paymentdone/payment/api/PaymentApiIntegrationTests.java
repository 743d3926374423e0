package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.assertProblem;
import static io.paymentdone.payment.PaymentClient.json;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.EmittedEvents;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.event.PaymentMessage;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@PaymentServiceTest
class PaymentApiIntegrationTests {

  private final String user = "user-" + UUID.randomUUID();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  private PaymentClient client;

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @Test
  void storesAPayment() {
    HttpResponse<String> response = client.pay(payment(user));

    assertThat(response.statusCode()).isEqualTo(201);
    JsonNode body = json(response);
    assertThat(body.propertyNames())
        .containsExactly("id", "userId", "amount", "currency", "description", "createdAt");
    assertThat(response.headers().firstValue("Location"))
        .hasValue("/payments/" + body.get("id").asString());
    assertThat(UUID.fromString(body.get("id").asString()).version()).isEqualTo(7);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void emitsAnEventOfAnonymousWhereNobodyLogsIn() {
    try (EmittedEvents events = new EmittedEvents(jdbc)) {
      client.pay(payment(user));
      client.payAt("?long", payment(user));

      assertThat(events.next())
          .extracting(PaymentMessage::caller)
          .containsExactly("anonymous", "anonymous");
    }
  }

  /** In one piece: chunks would cost another write and another packet. */
  @Test
  void tellsTheLengthOfItsAnswer() {
    HttpResponse<String> response = client.pay(payment("юзер-" + user));

    assertThat(response.headers().firstValueAsLong("Content-Length"))
        .hasValue(response.body().getBytes(UTF_8).length);
    assertThat(response.headers().firstValue("Transfer-Encoding")).isEmpty();
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void readsAPaymentAsItWasAnswered() {
    HttpResponse<String> stored = client.pay(payment(user));

    assertThat(client.get(stored.headers().firstValue("Location").orElseThrow()).body())
        .isEqualTo(stored.body());
  }

  @Test
  void replaysToTheByte() {
    HttpResponse<String> first = client.pay(payment(user), "Idempotency-Key", user);
    HttpResponse<String> again = client.pay(payment(user), "Idempotency-Key", '"' + user + '"');

    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void refusesAKeyOfAnotherPayment() {
    HttpResponse<String> first = client.pay(payment(user), "Idempotency-Key", user);
    String otherPayment = payment(user).replace("1250", "1251");

    HttpResponse<String> other = client.pay(otherPayment, "Idempotency-Key", user);

    assertProblem(other, 422, "idempotency-key-reused");
    assertThat(rows()).isEqualTo(1);
    assertThat(client.pay(payment(user), "Idempotency-Key", user).body()).isEqualTo(first.body());
    assertThat(client.pay(otherPayment, "Idempotency-Key", user + "2").statusCode()).isEqualTo(201);
  }

  /** A currency goes out of circulation with a release of the JDK; what was paid in it was paid. */
  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void replaysAPaymentWhoseCurrencyIsWithdrawnMeanwhile(String way) {
    String marks = payment(user).replace("EUR", "DEM");
    jdbc.sql(
            """
            insert into payment (id, caller, idempotency_key, user_id, amount, currency,
                                 description, created_at, traceparent)
            values (gen_random_uuid(), 'anonymous', ?, ?, 1250, 'DEM', 'order 42', now(), '')
            """)
        .params(user, user)
        .update();

    HttpResponse<String> replay = client.payAt(way, marks, "Idempotency-Key", user);
    assertThat(replay.statusCode()).as(replay.body()).isEqualTo(201);
    assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(json(replay).get("currency").asString()).isEqualTo("DEM");

    String other = marks.replace("1250", "1251");
    assertProblem(client.payAt(way, other, "Idempotency-Key", user), 422, "idempotency-key-reused");
    assertProblem(
        client.payAt(way, marks, "Idempotency-Key", user + "-new"), 400, "invalid-request");
    assertProblem(client.payAt(way, marks), 400, "invalid-request");
    // Never a code: that was wrong at any time, whatever its key.
    assertProblem(
        client.payAt(way, marks.replace("DEM", "dem"), "Idempotency-Key", user),
        400,
        "invalid-request");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void namesAWithdrawnCurrencyBesideOtherWrongFields() {
    HttpResponse<String> refused =
        client.pay(payment(user).replace("EUR", "DEM").replace("1250", "0"));

    assertProblem(refused, 400, "invalid-request");
    assertThat(json(refused).get("errors").size()).isEqualTo(2);
  }

  @Test
  void tellsAnEmptyDescriptionFromNone() {
    String none = "{\"userId\":\"" + user + "\",\"amount\":1,\"currency\":\"EUR\"}";
    String empty = none.replace("}", ",\"description\":\"\"}");
    String asNull = none.replace("}", ",\"description\":null}");
    HttpResponse<String> first = client.pay(none, "Idempotency-Key", user);

    assertThat(json(first).get("description").isNull()).isTrue();
    assertThat(client.pay(asNull, "Idempotency-Key", user).body()).isEqualTo(first.body());
    assertProblem(client.pay(empty, "Idempotency-Key", user), 422, "idempotency-key-reused");
  }

  @Test
  void listsNewestFirstPageByPage() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(json(client.pay(payment(user))).get("id").asString());
    }

    List<String> listed = new ArrayList<>();
    String after = "";
    for (int pages = 0; pages < 3; pages++) {
      JsonNode page = json(client.get("/payments?userId=" + user + "&limit=2" + after));
      page.get("items").forEach(item -> listed.add(item.get("id").asString()));
      after = "&after=" + page.get("next").asString("");
    }
    assertThat(listed).isEqualTo(ids);
    assertThat(after).isEqualTo("&after=");
  }

  @Test
  void refusesForgedCursors() {
    client.pay(payment(user));
    client.pay(payment(user));
    String cursor = json(client.get("/payments?limit=1&userId=" + user)).get("next").asString();

    assertThat(client.get("/payments?userId=" + user + "&after=" + cursor).statusCode())
        .isEqualTo(200);
    for (String forged :
        List.of("x", "", cursor.substring(1), "B" + cursor.substring(1), "%00", "w".repeat(600))) {
      HttpResponse<String> response = client.get("/payments?userId=" + user + "&after=" + forged);
      assertProblem(response, 400, "invalid-cursor");
    }
    assertProblem(client.get("/payments?userId=other&after=" + cursor), 400, "invalid-cursor");
  }

  @Test
  void refusesBadQueries() {
    for (String query :
        List.of(
            "",
            "?userId=",
            "?userId=" + "a".repeat(129),
            "?userId=%00",
            "?userId=u&limit=0",
            "?userId=u&limit=101",
            "?userId=u&limit=1000000000",
            "?userId=u&limit=-1",
            "?userId=u&limit=1.5",
            "?userId=u&limit=",
            "?userId=u&userId=v",
            "?userId=u&limit=1&limit=2")) {
      assertProblem(client.get("/payments" + query), 400, "invalid-request");
    }
    for (String since :
        List.of(
            "9223372036854775807",
            encode("+999999999-01-01T00:00:00Z"),
            "yesterday",
            "2026-01-01T00:00:00Z&since=2026-01-02T00:00:00Z")) {
      assertProblem(client.get("/payments/totals?since=" + since), 400, "invalid-request");
    }
  }

  @Test
  void knowsNoOtherPayment() {
    assertProblem(client.get("/payments/" + UUID.randomUUID()), 404, "not-found");
    assertProblem(client.get("/payments/1-1-1-1-1"), 404, "not-found");
    assertProblem(client.get("/payments/" + encode("' OR 1=1--")), 404, "not-found");
    assertProblem(client.get("/nowhere"), 404, "not-found");
  }

  @Test
  void describesItself() {
    JsonNode post = json(client.get("/v3/api-docs")).at("/paths/~1payments/post");
    assertThat(post.at("/responses/201/content/application~1json/schema/$ref").asString())
        .endsWith("/StoredPayment");
    assertThat(post.at("/responses/201/headers").propertyNames())
        .containsExactlyInAnyOrder(
            "Location", "Idempotent-Replayed", "Request-Id", "RateLimit", "RateLimit-Policy");
    assertThat(post.at("/parameters/0/name").asString()).isEqualTo("Idempotency-Key");
    assertThat(client.get("/swagger-ui.html").statusCode()).isEqualTo(302);
    assertThat(client.get("/swagger-ui/index.html").statusCode()).isEqualTo(200);
  }

  @Test
  void exposesHealthInfoAndMetricsOnly() {
    for (String path :
        List.of(
            "/livez", "/readyz", "/actuator/health", "/actuator/info", "/actuator/prometheus")) {
      assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
    }
    for (String path : List.of("/actuator/env", "/actuator/beans", "/actuator/heapdump")) {
      assertProblem(client.get(path), 404, "not-found");
    }
    assertThat(client.get("/actuator/prometheus").body()).contains("payment_writer_batch_size");
  }

  @Test
  void hasAHealthGroupOfTheRelay() {
    assertThat(json(client.get("/actuator/health")).get("groups").toString()).contains("\"relay\"");
    assertThat(json(client.get("/actuator/health/relay")).at("/components/relayState").isObject())
        .isTrue();
    assertThat(json(client.get("/actuator/health/readiness")).get("components").toString())
        .doesNotContain("relayState");
  }

  private int rows() {
    return jdbc.sql("select count(*) from payment where user_id = ?")
        .param(user)
        .query(Integer.class)
        .single();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
