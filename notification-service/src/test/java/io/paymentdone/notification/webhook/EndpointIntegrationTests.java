package io.paymentdone.notification.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import io.paymentdone.notification.Api;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "notification.webhooks.secret-key=a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0=",
      "notification.webhooks.endpoints-max=6",
      "notification.webhooks.endpoints-max-per-client=5",
      // Spring MVC logs requests and responses.
      "logging.level.org.springframework.web=trace",
      "logging.level.org.springframework.jdbc=trace",
      "logging.level.org.apache.hc=info"
    })
@WithPostgresAndKafka
@ExtendWith(OutputCaptureExtension.class)
class EndpointIntegrationTests {

  private static final String URL = "https://hooks.example.com/payments?token=t0ken";

  @Autowired private JdbcClient jdbc;
  @Autowired private EndpointTable table;
  @Autowired private EndpointPing ping;
  @LocalServerPort private int port;

  @AfterEach
  void removeEndpoints() {
    jdbc.sql("delete from webhook_endpoint").update();
  }

  /** An answer: its status, its body as JSON (missing if it is empty), its headers. */
  private record Answer(int status, JsonNode body, HttpHeaders headers) {

    String text(String field) {
      return body.get(field).stringValue();
    }
  }

  @Test
  void showsTheSecretWhenAnEndpointIsMadeAndNeverAgain(CapturedOutput output) {
    Answer created =
        send(
            "POST",
            "",
            "{\"url\":\""
                + URL
                + "\",\"description\":\"billing\",\"callers\":[\"shop\",\"shop\"]}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location"))
        .hasValue("/webhook-endpoints/" + created.text("id"));
    assertThat(created.body().propertyNames())
        .containsExactly(
            "id",
            "url",
            "description",
            "callers",
            "enabled",
            "disabledReason",
            "failingSince",
            "createdAt",
            "log",
            "secret");
    String secret = created.text("secret");
    assertThat(secret).matches("whsec_[A-Za-z0-9+/]{32}");
    assertThat(created.text("url")).isEqualTo(URL);
    assertThat(created.text("description")).isEqualTo("billing");
    assertThat(created.body().get("callers").valueStream().map(JsonNode::stringValue))
        .containsExactly("shop");
    assertThat(created.body().get("enabled").booleanValue()).isTrue();
    assertThat(created.body().get("disabledReason").isNull()).isTrue();
    assertThat(created.body().get("failingSince").isNull()).isTrue();
    assertThat(log(created)).containsExactly("created");
    assertThat(created.body().at("/log/0/at").stringValue()).isEqualTo(created.text("createdAt"));

    String id = "/" + created.text("id");
    Answer rotated = send("POST", id + "/secret", null);
    List<Answer> later =
        List.of(
            send("GET", id, null),
            send("GET", "", null),
            send("PATCH", id, "{\"description\":null}"),
            send("POST", id + "/ping", null));

    assertThat(rotated.body().propertyNames()).containsExactly("secret", "previousSecretUntil");
    for (String any : List.of(secret, rotated.text("secret"))) {
      String content = any.substring("whsec_".length());
      assertThat(later)
          .allSatisfy(answer -> assertThat(answer.body().toString()).doesNotContain(content));
      assertThat(output).contains("CreatedEndpoint[").doesNotContain(content);
    }
    assertThat(output).contains("Webhook endpoint " + created.text("id") + " created by anonymous");
  }

  @Test
  void storesTheSecretEncrypted() {
    Answer created = create();

    byte[] stored = jdbc.sql("select secret from webhook_endpoint").query(byte[].class).single();

    assertThat(stored[0]).isEqualTo((byte) 1);
    assertThat(table.active())
        .singleElement()
        .satisfies(endpoint -> {
          assertThat(endpoint.secrets()).hasSize(1);
          assertThat(SigningSecrets.text(endpoint.secrets().getFirst()))
              .isEqualTo(created.text("secret"));
          assertThat(endpoint.url()).hasToString(URL);
          assertThat(endpoint.toString())
              .contains("hooks.example.com")
              .doesNotContain("t0ken", created.text("secret"));
        });
  }

  @Test
  void namesEveryWrongField() {
    Answer answer =
        send(
            "POST",
            "",
            "{\"url\":\"http://10.0.0.1/\",\"description\":\"\\u0000\",\"callers\":[\"a\",\"\",null]}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(pointers(answer))
        .containsExactly("/url", "/description", "/callers/1", "/callers/2");
    assertThat(jdbc.sql("select count(*) from webhook_endpoint").query(Integer.class).single())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/url",
        "{\"url\":null}|/url",
        "{\"url\":7}|/url",
        "{\"url\":\"https://127.0.0.1.5/\"}|/url",
        "{\"url\":\"https://h.example.com/\",\"callers\":[]}|/callers",
        "{\"url\":\"https://h.example.com/\",\"callers\":\"shop\"}|/callers",
        "{\"url\":\"https://h.example.com/\",\"callers\":[1]}|/callers/0",
        "{\"url\":\"https://h.example.com/\",\"description\":[]}|/description",
        "{\"url\":\"https://h.example.com/\",\"secret\":\"mine\"}|/secret",
        "{\"url\":\"https://h.example.com/\",\"enabled\":false}|/enabled"
      })
  void refusesABadNewEndpoint(String body, String pointer) {
    Answer answer = send("POST", "", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("code")).isEqualTo("invalid-request");
    assertThat(pointers(answer)).containsExactly(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"url\":null}|/url",
        "{\"url\":7}|/url",
        "{\"url\":\"https://localhost./\"}|/url",
        "{\"callers\":[]}|/callers",
        "{\"callers\":\"shop\"}|/callers",
        "{\"callers\":[\"shop\",1]}|/callers",
        "{\"callers\":[\"shop\",\"\"]}|/callers/1",
        "{\"description\":{}}|/description",
        "{\"enabled\":\"true\"}|/enabled",
        "{\"enabled\":null}|/enabled",
        "{\"secret\":\"mine\"}|/secret",
        "{\"id\":\"019a0000-0000-7000-8000-000000000000\"}|/id"
      })
  void refusesABadChange(String body, String pointer) {
    String id = "/" + create().text("id");
    Answer before = send("GET", id, null);

    Answer answer = send("PATCH", id, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(pointers(answer)).containsExactly(pointer);
    assertThat(send("GET", id, null).body()).isEqualTo(before.body());
  }

  @Test
  void changesWhatIsInThePatch() {
    String id =
        "/"
            + send(
                    "POST",
                    "",
                    "{\"url\":\"" + URL + "\",\"description\":\"d\",\"callers\":[\"shop\"]}")
                .text("id");

    Answer same = send("PATCH", id, "{}");
    Answer described = send("PATCH", id, "{\"description\":\"new\",\"url\":\"" + URL + "\"}");
    Answer cleared =
        send(
            "PATCH",
            id,
            "{\"description\":null,\"callers\":null,\"url\":\"https://b.example.com/\"}");
    Answer called = send("PATCH", id, "{\"callers\":[\"a\",\"b\"]}");

    assertThat(same.status()).isEqualTo(200);
    assertThat(same.text("description")).isEqualTo("d");
    assertThat(described.text("description")).isEqualTo("new");
    assertThat(log(described)).containsExactly("created");
    assertThat(cleared.body().get("description").isNull()).isTrue();
    assertThat(cleared.body().get("callers").isNull()).isTrue();
    assertThat(cleared.text("url")).isEqualTo("https://b.example.com/");
    assertThat(log(cleared)).containsExactly("callers changed", "url changed", "created");
    assertThat(called.body().get("callers").valueStream().map(JsonNode::stringValue))
        .containsExactly("a", "b");
    assertThat(send("GET", id, null).body()).isEqualTo(called.body());
  }

  @Test
  void isDisabledAndEnabledByItsClient() {
    String id = "/" + create().text("id");

    Answer disabled = send("PATCH", id, "{\"enabled\":false}");
    assertThat(disabled.body().get("enabled").booleanValue()).isFalse();
    assertThat(disabled.body().get("disabledReason").isNull()).isTrue();
    assertThat(table.active()).isEmpty();

    Answer enabled = send("PATCH", id, "{\"enabled\":true}");
    assertThat(enabled.body().get("enabled").booleanValue()).isTrue();
    assertThat(table.active()).hasSize(1);
    assertThat(log(send("PATCH", id, "{\"enabled\":true}")))
        .containsExactly("enabled again", "disabled by client", "created");
  }

  @Test
  void isDisabledAfterFiveDaysOfNothingButFailuresAndRevived() {
    String id = "/" + create().text("id");
    WebhookEndpoint endpoint = table.active().getFirst();
    int number = endpoint.number();

    table.failed(number);
    Instant since = Instant.parse(send("GET", id, null).text("failingSince"));
    assertThat(since).isBetween(Instant.now().minusSeconds(60), Instant.now());
    table.failed(number);
    assertThat(send("GET", id, null).text("failingSince")).isEqualTo(since.toString());
    assertThat(table.active().getFirst().failingSince()).isEqualTo(since);

    failingFor("4 days 23 hours");
    table.failed(number);
    assertThat(table.active()).hasSize(1);

    table.succeeded(number);
    assertThat(send("GET", id, null).body().get("failingSince").isNull()).isTrue();
    table.failed(number);
    failingFor("5 days 1 hour");
    table.failed(number);
    table.failed(number);
    table.disable(endpoint, "it answered 410 Gone");

    Answer disabled = send("GET", id, null);
    assertThat(disabled.body().get("enabled").booleanValue()).isFalse();
    assertThat(disabled.text("disabledReason"))
        .isEqualTo("no delivery has succeeded since " + disabled.text("failingSince"));
    assertThat(log(disabled))
        .containsExactly("disabled: " + disabled.text("disabledReason"), "created");
    assertThat(table.active()).isEmpty();
    assertThat(log(send("PATCH", id, "{\"enabled\":false}"))).hasSize(2);

    Answer revived = send("PATCH", id, "{\"enabled\":true}");
    assertThat(revived.body().get("disabledReason").isNull()).isTrue();
    assertThat(revived.body().get("failingSince").isNull()).isTrue();
    assertThat(log(revived)).startsWith("enabled again");
    table.failed(number);
    assertThat(table.active()).as("fails anew").hasSize(1);
  }

  /** What waits because it was down or wrong need not wait for hours more. */
  @Test
  void sendsWhatWaitsWhenItIsEnabledAgainOrMoves() {
    String id = "/" + create().text("id");
    int number = table.active().getFirst().number();
    String user = "user-" + UUID.randomUUID();
    jdbc.sql(
            "insert into lane (target, user_id, last_sequence, last_id) values (?, ?, 1, uuidv7())")
        .params(number, user)
        .update();

    assertThat(waitsAfter(user, id, "{\"description\":\"new\",\"enabled\":true}")).isTrue();
    assertThat(waitsAfter(user, id, "{\"url\":\"https://b.example.com/\"}")).isFalse();
    assertThat(waitsAfter(user, id, "{\"enabled\":false}")).isTrue();
    assertThat(waitsAfter(user, id, "{\"enabled\":true}")).isFalse();
  }

  /** Whether a lane that is due in an hour still is after a change of its endpoint. */
  private boolean waitsAfter(String user, String id, String patch) {
    jdbc.sql("update lane set due_at = now() + interval '1 h' where user_id = ?")
        .param(user)
        .update();
    assertThat(send("PATCH", id, patch).status()).isEqualTo(200);
    return jdbc.sql(
            "select coalesce(due_at > now() + interval '1 min', false) from lane where user_id = ?")
        .param(user)
        .query(Boolean.class)
        .single();
  }

  @Test
  void isDisabledForAReason() {
    String id = "/" + create().text("id");

    table.disable(table.active().getFirst(), "it answered 410 Gone");

    Answer disabled = send("GET", id, null);
    assertThat(disabled.text("disabledReason")).isEqualTo("it answered 410 Gone");
    assertThat(log(disabled)).containsExactly("disabled: it answered 410 Gone", "created");
  }

  @Test
  void keepsTheLatestTwentyEntriesOfItsLog() {
    String id = "/" + create().text("id");
    WebhookEndpoint endpoint = table.active().getFirst();

    for (int i = 0; i < 12; i++) {
      send("PATCH", id, "{\"enabled\":false}");
      send("PATCH", id, "{\"enabled\":true}");
    }
    assertThat(log(send("GET", id, null)))
        .hasSize(20)
        .startsWith("enabled again", "disabled by client")
        .doesNotContain("created");
    table.disable(endpoint, "why");
    assertThat(log(send("GET", id, null))).hasSize(20).startsWith("disabled: why", "enabled again");
  }

  @Test
  void signsWithBothSecretsForADayAfterARotation() {
    Answer created = create();
    String id = "/" + created.text("id");

    Answer rotated = send("POST", id + "/secret", null);

    assertThat(rotated.status()).isEqualTo(200);
    assertThat(secrets()).containsExactly(rotated.text("secret"), created.text("secret"));
    assertThat(Instant.parse(rotated.text("previousSecretUntil")))
        .isBetween(Instant.now().plusSeconds(86_340), Instant.now().plusSeconds(86_400));
    assertThat(log(send("GET", id, null))).containsExactly("secret rotated", "created");

    Answer again = send("POST", id + "/secret", null);
    assertThat(secrets()).containsExactly(again.text("secret"), rotated.text("secret"));

    jdbc.sql("update webhook_endpoint set previous_secret_until = now()").update();
    assertThat(secrets()).containsExactly(again.text("secret"));
  }

  @Test
  void leavesOutAnEndpointWhoseSecretCannotBeDecrypted(CapturedOutput output) {
    create();
    String lost = create().text("id");
    jdbc.sql(
            "update webhook_endpoint set secret = overlay(secret placing '\\x00' from 20) where id"
                + " = ?")
        .param(UUID.fromString(lost))
        .update();

    assertThat(table.active()).hasSize(1);
    assertThat(output).contains("Nothing is sent to webhook endpoint");
    assertThat(send("GET", "/" + lost, null).text("disabledReason"))
        .contains("cannot be decrypted", "POST /webhook-endpoints/" + lost + "/secret");
    assertThat(send("GET", "", null).body().get("items")).hasSize(2);
    Answer ping = send("POST", "/" + lost + "/ping", null);
    assertThat(ping.status()).isEqualTo(409);
    assertThat(ping.text("code")).isEqualTo("secret-unreadable");
    assertThat(send("PATCH", "/" + lost, "{\"description\":\"d\"}").status()).isEqualTo(200);
    assertThat(
            jdbc.sql("select count(*) from webhook_endpoint where disabled_reason is not null")
                .query(Integer.class)
                .single())
        .isZero();

    Answer rotated = send("POST", "/" + lost + "/secret", null);

    assertThat(rotated.body().get("previousSecretUntil").isNull()).isTrue();
    assertThat(table.active()).hasSize(2);
    assertThat(send("GET", "/" + lost, null).body().get("disabledReason").isNull()).isTrue();
  }

  @Test
  void listsNewestFirstByThePage() {
    List<String> ids = IntStream.range(0, 3).mapToObj(i -> create().text("id")).toList();

    Answer first = send("GET", "?limit=2", null);
    Answer second = send("GET", "?limit=2&after=" + first.text("next"), null);

    assertThat(first.body().get("items").valueStream().map(item -> item.get("id").stringValue()))
        .containsExactly(ids.get(2), ids.get(1));
    assertThat(second.body().at("/items/0/id").stringValue()).isEqualTo(ids.getFirst());
    assertThat(second.body().get("next").isNull()).isTrue();
    assertThat(first.body().at("/items/0").propertyNames())
        .contains("log", "enabled")
        .doesNotContain("secret");
    assertThat(send("GET", "?limit=101", null).status()).isEqualTo(400);
    assertThat(send("GET", "?after=x", null).text("code")).isEqualTo("invalid-cursor");
  }

  @Test
  void endsAPageOfLongLogsEarlierAndGoesOnFromThere() {
    List<String> ids = IntStream.range(0, 4).mapToObj(i -> create().text("id")).toList();
    jdbc.sql(
            """
            update webhook_endpoint
               set log = (select jsonb_agg(jsonb_build_object('at', '2026-11-29T09:00:00Z', 'what', repeat('x', 3000)))
                            from generate_series(1, 20))
            """)
        .update();

    Answer first = send("GET", "", null);
    Answer second = send("GET", "?after=" + first.text("next"), null);

    assertThat(first.body().get("items").valueStream().map(item -> item.get("id").stringValue()))
        .containsExactly(ids.get(3), ids.get(2));
    assertThat(table.before("anonymous", new UUID(-1, -1), 101)).as("read").hasSize(3);
    assertThat(second.body().get("items").valueStream().map(item -> item.get("id").stringValue()))
        .containsExactly(ids.get(1), ids.get(0));
    assertThat(second.body().get("next").isNull()).isTrue();
  }

  @Test
  void isDeleted() {
    String id = "/" + create().text("id");

    assertThat(send("DELETE", id, null).status()).isEqualTo(204);

    assertNotFound(id);
    assertThat(table.active()).isEmpty();
    assertThat(
            jdbc.sql("select count(*) from webhook_endpoint where deleted_at <= now()")
                .query(Integer.class)
                .single())
        .as("its deliveries go first")
        .isOne();
  }

  @Test
  void isUnknownToOtherClients() {
    String id = "/" + create().text("id");
    jdbc.sql("update webhook_endpoint set owner = 'other'").update();

    assertNotFound(id);
    assertThat(table.active()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "019a0000-0000-7000-8000-000000000000", "' OR 1=1--", "%00", "a%C3%A4"})
  void knowsNoEndpointWithAnyOtherId(String id) {
    assertThat(send("GET", "/" + id.replace(" ", "%20"), null).status()).isIn(404, 400);
  }

  /** On a busy machine too many requests may want the database at once. */
  private Answer createWhenThereIsRoom() {
    return await().until(this::create, answer -> answer.status() != 503);
  }

  @Test
  void hasNoMoreEndpointsThanThereMayBe() {
    List<Answer> answers =
        Stream.generate(() -> CompletableFuture.supplyAsync(this::createWhenThereIsRoom))
            .limit(20)
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(5);
    assertThat(answers.stream().filter(answer -> answer.status() != 201))
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(409);
          assertThat(answer.text("code")).isEqualTo("too-many-endpoints");
        });
    send("DELETE", "/" + send("GET", "", null).body().at("/items/0/id").stringValue(), null);
    assertThat(create().status()).isEqualTo(201);
    assertThat(create().status()).isEqualTo(409);

    EndpointRequest.Checked request = new EndpointRequest.Checked(URL, null, null);
    assertThat(table.insert("another client", request, new byte[1])).isPresent();
    assertThat(table.insert("a third one", request, new byte[1])).isEmpty();
  }

  @Test
  void sendsASignedPing() throws Exception {
    try (PingReceiver receiver = new PingReceiver(204)) {
      Answer created = send("POST", "", "{\"url\":\"" + receiver.url() + "\"}");
      String id = "/" + created.text("id");
      send("PATCH", id, "{\"enabled\":false}");

      Answer ping = send("POST", id + "/ping", null);
      send("POST", id + "/ping", null);

      assertThat(ping.status()).isEqualTo(200);
      assertThat(ping.body().propertyNames())
          .containsExactly("delivered", "status", "durationMs", "error");
      assertThat(ping.body().get("delivered").booleanValue()).isTrue();
      assertThat(ping.body().get("status").intValue()).isEqualTo(204);
      assertThat(ping.body().get("error").isNull()).isTrue();
      assertThat(ping.body().get("durationMs").longValue()).isBetween(0L, 20_000L);
      assertThat(receiver.bodies).hasSize(2);
      new Webhook(created.text("secret"))
          .verify(receiver.bodies.getFirst(), receiver.headers.getFirst());
      JsonNode body = JsonMapper.shared().readTree(receiver.bodies.getFirst());
      assertThat(body.propertyNames()).containsExactly("type", "timestamp", "data");
      assertThat(body.get("type").stringValue()).isEqualTo("ping");
      assertThat(Instant.parse(body.get("timestamp").stringValue()))
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
      assertThat(body.at("/data/endpointId").stringValue()).isEqualTo(created.text("id"));
      assertThat(receiver.headers.getFirst().get("webhook-id"))
          .isNotEqualTo(receiver.headers.getLast().get("webhook-id"));
    }
  }

  @Test
  void tellsThatAPingFailed() throws Exception {
    try (PingReceiver receiver = new PingReceiver(500)) {
      String id = "/" + send("POST", "", "{\"url\":\"" + receiver.url() + "\"}").text("id");

      Answer ping = send("POST", id + "/ping", null);

      assertThat(ping.status()).isEqualTo(200);
      assertThat(ping.body().get("delivered").booleanValue()).isFalse();
      assertThat(ping.body().get("status").intValue()).isEqualTo(500);
      assertThat(ping.text("error")).isNotBlank();
      assertThat(send("GET", id, null).body().get("failingSince").isNull())
          .as("a ping is no delivery")
          .isTrue();
    }
  }

  @Test
  void sendsOnePingOfAClientAtATime() throws Exception {
    try (PingReceiver receiver = new PingReceiver(200)) {
      receiver.hold(2);
      String id = "/" + send("POST", "", "{\"url\":\"" + receiver.url() + "\"}").text("id");
      WebhookEndpoint endpoint = table.active().getFirst();
      CompletableFuture<Answer> first =
          CompletableFuture.supplyAsync(() -> send("POST", id + "/ping", null));
      CompletableFuture<PingResult> ofAnother =
          CompletableFuture.supplyAsync(() -> ping.send("another client", endpoint));
      receiver.arrived.await();

      Answer second = send("POST", id + "/ping", null);
      receiver.released.countDown();

      assertThat(second.status()).isEqualTo(429);
      assertThat(second.text("code")).isEqualTo("too-many-pings");
      assertThat(second.headers().firstValue("Retry-After")).isPresent();
      assertThat(first.join().body().get("delivered").booleanValue()).isTrue();
      assertThat(ofAnother.join().delivered()).isTrue();
      assertThat(send("POST", id + "/ping", null).status()).isEqualTo(200);
    }
  }

  @Test
  void isDescribed() {
    JsonNode paths = new Api(port).get("/v3/api-docs").body().get("paths");

    assertThat(paths.at("/~1webhook-endpoints").propertyNames())
        .containsExactlyInAnyOrder("get", "post");
    assertThat(paths.at("/~1webhook-endpoints~1{id}").propertyNames())
        .containsExactlyInAnyOrder("get", "patch", "delete");
    assertThat(paths.at("/~1webhook-endpoints~1{id}~1secret").propertyNames())
        .containsExactly("post");
    assertThat(paths.at("/~1webhook-endpoints~1{id}~1ping").propertyNames())
        .containsExactly("post");
  }

  /** Takes pings on loopback. */
  private static final class PingReceiver implements AutoCloseable {

    final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    final List<Map<String, List<String>>> headers = Collections.synchronizedList(new ArrayList<>());
    volatile CountDownLatch arrived = new CountDownLatch(0);
    volatile CountDownLatch released = new CountDownLatch(0);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    PingReceiver(int status) throws Exception {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
              Map<String, List<String>> received = new TreeMap<>();
              exchange
                  .getRequestHeaders()
                  .forEach((name, values) -> received.put(name.toLowerCase(Locale.ROOT), values));
              headers.add(received);
              arrived.countDown();
              released.await();
              exchange.sendResponseHeaders(status, -1);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      server.start();
    }

    /** Holds answers back until it is released. */
    void hold(int requests) {
      arrived = new CountDownLatch(requests);
      released = new CountDownLatch(1);
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
      released.countDown();
      server.stop(0);
      threads.close();
    }
  }

  private Answer create() {
    return send("POST", "", "{\"url\":\"" + URL + "\"}");
  }

  private void failingFor(String interval) {
    jdbc.sql("update webhook_endpoint set failing_since = now() - ?::interval")
        .param(interval)
        .update();
  }

  private void assertNotFound(String id) {
    for (Answer answer :
        List.of(
            send("GET", id, null),
            send("PATCH", id, "{\"enabled\":false}"),
            send("DELETE", id, null),
            send("POST", id + "/secret", null),
            send("POST", id + "/ping", null))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text("code")).isEqualTo("not-found");
    }
    assertThat(send("GET", "", null).body().get("items")).isEmpty();
  }

  private List<String> secrets() {
    return table.active().getFirst().secrets().stream().map(SigningSecrets::text).toList();
  }

  private static List<String> log(Answer answer) {
    return answer.body().get("log").valueStream().map(it -> it.get("what").stringValue()).toList();
  }

  private static List<String> pointers(Answer answer) {
    return answer.body().get("errors").findValuesAsString("pointer");
  }

  private Answer send(String method, String path, @Nullable String json) {
    Api api = new Api(port);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.uri("/webhook-endpoints" + path))
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> answer = api.send(request);
    return new Answer(
        answer.statusCode(), JsonMapper.shared().readTree(answer.body()), answer.headers());
  }
}
