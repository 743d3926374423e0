package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.assertProblem;
import static io.paymentdone.payment.PaymentClient.json;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.EmittedEvents;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.event.PaymentEvents;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.payment.writer.StoredPayment;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Metadata of payments that come the short way, and the long one. */
@PaymentServiceTest
class MetadataIntegrationTests {

  private static final String SHORT = "";
  private static final String LONG = "?long";

  /** Of a larger value every reader of the topic makes a dead letter. */
  private static final int EVENT_BYTES_MAX = 64 * 1024;

  private final String user = "user-" + UUID.randomUUID();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  private PaymentClient client;

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @ParameterizedTest
  @ValueSource(strings = {SHORT, LONG})
  void isAnsweredReadAndPublishedWithItsKeysSorted(String way) {
    try (EmittedEvents events = new EmittedEvents(jdbc)) {
      String sorted = "{\"A\":\"\",\"b~/\":\"é\\n\\\"😀\",\"order\":\"42\"}";
      HttpResponse<String> stored =
          client.payAt(way, with("{\"order\":\"42\",\"b~/\":\"é\\n\\\"😀\",\"A\":\"\"}"));

      assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
      assertThat(stored.body()).endsWith(",\"metadata\":" + sorted + "}");
      assertThat(client.get(stored.headers().firstValue("Location").orElseThrow()).body())
          .isEqualTo(stored.body());
      assertThat(client.get("/payments?userId=" + user).body()).contains(stored.body());
      byte[] value = events.next().getFirst().value();
      assertThat(new String(value, UTF_8)).endsWith(",\"metadata\":" + sorted + "}");
      assertThat(fromTable().value()).isEqualTo(value);
    }
  }

  /** The event as it is published again. */
  private PaymentMessage fromTable() {
    return jdbc.sql("select " + StoredPayment.COLUMNS + " from payment where user_id = ?")
        .param(user)
        .query((row, number) ->
            PaymentEvents.message(1, StoredPayment.read(row).event(), "", "anonymous"))
        .single();
  }

  /** To the byte what it was before there was metadata. */
  @ParameterizedTest
  @CsvSource({"'',", "?long,", "'',{}", "?long,{}", "'',null", "?long,null"})
  void isNowhereWhenThereIsNone(String way, @Nullable String metadata) {
    try (EmittedEvents events = new EmittedEvents(jdbc)) {
      HttpResponse<String> stored =
          client.payAt(way, metadata == null ? payment(user) : with(metadata));

      JsonNode body = json(stored);
      assertThat(stored.body())
          .isEqualTo(
              """
              {"id":"%s","userId":"%s","amount":1250,"currency":"EUR","description":"order 42",\
              "createdAt":"%s"}\
              """
                  .formatted(body.get("id").asString(), user, body.get("createdAt").asString()));
      assertThat(new String(events.next().getFirst().value(), UTF_8))
          .isEqualTo(
              """
              {"paymentId":"%s","userId":"%s","amount":1250,"currency":"EUR",\
              "description":"order 42","occurredAt":"%s"}\
              """
                  .formatted(body.get("id").asString(), user, body.get("createdAt").asString()));
    }
  }

  @ParameterizedTest
  @CsvSource({"'',''", "'',?long", "?long,''", "?long,?long"})
  void isPartOfWhatTheSamePaymentMeans(String way, String wayOfRepeat) {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> first =
        client.payAt(way, with("{\"order\":\"42\",\"a\":\"b\"}"), "Idempotency-Key", key);

    HttpResponse<String> again =
        client.payAt(wayOfRepeat, with("{\"a\":\"b\",\"order\":\"42\"}"), "Idempotency-Key", key);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(again.body()).isEqualTo(first.body());

    for (String other :
        List.of(
            "null",
            "{}",
            "{\"order\":\"42\"}",
            "{\"order\":\"42\",\"a\":\"\"}",
            "{\"order\":\"42\",\"A\":\"b\"}",
            "{\"order\":\"42\",\"a\":\"b\",\"c\":\"\"}")) {
      assertProblem(
          client.payAt(wayOfRepeat, with(other), "Idempotency-Key", key),
          422,
          "idempotency-key-reused");
    }
    assertProblem(
        client.payAt(wayOfRepeat, payment(user), "Idempotency-Key", key),
        422,
        "idempotency-key-reused");
  }

  @ParameterizedTest
  @CsvSource({"'',{}", "?long,{}", "'',null", "?long,null"})
  void isTheSameEmptyAsAbsent(String way, String metadata) {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> first = client.payAt(way, payment(user), "Idempotency-Key", key);

    HttpResponse<String> again = client.payAt(way, with(metadata), "Idempotency-Key", key);
    assertThat(again.body()).isEqualTo(first.body());
    assertProblem(
        client.payAt(way, with("{\"a\":\"\"}"), "Idempotency-Key", key),
        422,
        "idempotency-key-reused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                         | /metadata      | type
          {"a/b~c":1}                | /metadata/a~1b~0c | type
          {"a/b~c":null}             | /metadata/a~1b~0c | type
          {"a/b~c":"\\u0000"}         | /metadata/a~1b~0c | character
          {"a\\tb":""}               | /metadata/a\\tb | character
          {"":""}                    | /metadata/     | length
          """)
  void namesTheWrongKeyByItsPointer(String metadata, String pointer, String code) {
    for (String way : List.of(SHORT, LONG)) {
      HttpResponse<String> refused = client.payAt(way, with(metadata));

      assertProblem(refused, 400, "invalid-request");
      assertThat(json(refused).get("errors").size()).isEqualTo(1);
      assertThat(json(refused).at("/errors/0/pointer").asString())
          .isEqualTo(pointer.replace("\\t", "\t"));
      assertThat(json(refused).at("/errors/0/code").asString()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SHORT, LONG})
  void namesEveryWrongKeyBesideOtherWrongFields(String way) {
    HttpResponse<String> refused =
        client.payAt(
            way,
            with("{\"b\":\"" + "v".repeat(201) + "\",\"ok\":\"\",\"" + "k".repeat(41) + "\":\"\"}")
                .replace("1250", "0"));

    assertProblem(refused, 400, "invalid-request");
    assertThat(json(refused).get("errors").valueStream().map(it -> it.get("pointer").asString()))
        .containsExactly("/amount", "/metadata/b", "/metadata/" + "k".repeat(41));
    assertThat(json(refused).at("/errors/2/detail").asString())
        .isEqualTo("the key must have 1 to 40 characters");
  }

  /** The problem document stays short. */
  @ParameterizedTest
  @ValueSource(strings = {SHORT, LONG})
  void namesNoneOfTooManyAndNoVeryLongKey(String way) {
    for (String metadata : List.of(object(21, 1, 0), "{\"" + "k".repeat(1_000) + "\":\"\"}")) {
      HttpResponse<String> refused = client.payAt(way, with(metadata));

      assertProblem(refused, 400, "invalid-request");
      assertThat(json(refused).get("errors").size()).isEqualTo(1);
      assertThat(json(refused).at("/errors/0/pointer").asString()).isEqualTo("/metadata");
      assertThat(json(refused).at("/errors/0/code").asString()).isEqualTo("length");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SHORT, LONG})
  void saysThatAKeyIsThereTwice(String way) {
    HttpResponse<String> refused = client.payAt(way, with("{\"a\":\"b\",\"a\":\"b\"}"));

    assertProblem(refused, 400, "malformed-json");
    assertThat(json(refused).get("detail").asString()).contains("Duplicate");
  }

  /** Whatever is taken must also be an event. */
  @ParameterizedTest
  @ValueSource(strings = {SHORT, LONG})
  void mayBeAsLargeAsItsLimits(String way) {
    try (EmittedEvents events = new EmittedEvents(jdbc)) {
      HttpResponse<String> stored =
          client.payAt(way, with(object(20, 40, 200)).replace("order 42", "😀".repeat(500)));

      assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
      assertThat(json(stored).get("metadata").size()).isEqualTo(20);
      assertThat(events.next().getFirst().value().length).isBetween(20 * 240 * 4, EVENT_BYTES_MAX);
    }
  }

  private static String object(int keys, int keyLength, int valueLength) {
    return IntStream.range(0, keys)
        .mapToObj(key ->
            "\"%s%s\":\"%s\""
                .formatted(
                    Character.toString(0x1F300 + key),
                    "😀".repeat(keyLength - 1),
                    "😀".repeat(valueLength)))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String with(String metadata) {
    return payment(user).replace("}", ",\"metadata\":" + metadata + "}");
  }
}
