package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.json;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.Replica;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With PostgreSQL away: a clear 503 within 3 s, never a false 2xx, and back by itself. */
class DatabaseOutageIntegrationTests {

  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

  @TempDir private static Path directory;

  private static PostgresServer postgres;
  private static Link link;
  private static Replica replica;
  private static PaymentClient client;

  private final String user = "user-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start(directory.resolve("postgres"));
    postgres.createDatabases(List.of("payment"));
    link = Link.to(postgres.port());
    replica =
        Replica.start(
            "jdbc:postgresql://127.0.0.1:" + link.port() + "/payment",
            PostgresServer.USER,
            PostgresServer.PASSWORD,
            "127.0.0.1:1");
    client = replica.client();
  }

  @AfterAll
  static void stop() {
    replica.close();
    link.close();
    postgres.close();
  }

  /** Each of a connection's round trips takes as long as half of the readers' time to connect. */
  @Test
  void startsOverALinkOnWhichReadersCannotConnectInTime() {
    try (Link slow = Link.to(postgres.port())) {
      slow.behave(LinkFault.latency(Duration.ofMillis(250), Duration.ofMillis(250)));

      try (Replica started =
          Replica.start(
              "jdbc:postgresql://127.0.0.1:" + slow.port() + "/payment",
              PostgresServer.USER,
              PostgresServer.PASSWORD,
              "127.0.0.1:1")) {
        assertThat(started.client().get("/livez").statusCode()).isEqualTo(200);
        slow.heal();

        await()
            .atMost(20, SECONDS)
            .until(() -> started.client().get("/readyz").statusCode() == 200);
      }
    }
  }

  /** Kafka is away all the time here. */
  @Test
  void isReadyWithoutARelayAndSaysThatItHasNone() {
    assertThat(pay("any").statusCode()).isEqualTo(201);
    await()
        .atMost(10, SECONDS)
        .until(() -> client.get("/actuator/health/relay").statusCode() == 503);

    assertThat(client.get("/actuator/health/relay").body()).contains("\"reason\":\"Kafka");
    assertThat(client.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(client.get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void answersWhenTheServerIsKilledAndRecovers() throws Exception {
    assertThat(pay("before").statusCode()).isEqualTo(201);
    postgres.kill();

    for (int i = 0; i < 5; i++) {
      assertUnavailable(timed(() -> pay("during")));
      assertUnavailable(timed(() -> client.get("/payments?userId=" + user)));
      // Whose fault that is needs no database.
      assertThat(client.get("/payments?userId=" + user + "&after=forged").statusCode())
          .isEqualTo(400);
    }
    assertThat(client.get("/livez").statusCode()).isEqualTo(200);
    assertThat(client.get("/readyz").statusCode()).isEqualTo(503);

    postgres.start();
    await().atMost(30, SECONDS).until(() -> pay("during").statusCode() == 201);
    await().atMost(10, SECONDS).until(() -> client.get("/readyz").statusCode() == 200);
    assertThat(json(client.get("/payments?userId=" + user)).get("items")).hasSize(2);
  }

  @Test
  void answersOverABlackHoleAndTellsWhatIsKnown() throws Exception {
    assertThat(pay("before").statusCode()).isEqualTo(201);
    link.behave(LinkFault.swallowing());

    Map<String, HttpResponse<String>> answers = payAtOnce(40);
    assertUnavailable(timed(() -> client.get("/payments?userId=" + user)));
    link.heal();
    await().atMost(10, SECONDS).until(() -> pay("after").statusCode() == 201);

    assertThat(answers.values())
        .extracting(answer -> json(answer).get("code").asString())
        .contains("outcome-unknown", "unavailable")
        .containsOnly("outcome-unknown", "unavailable");
    answers.forEach((key, answer) -> {
      if (json(answer).get("code").asString().equals("unavailable")) {
        assertThat(rows(key)).as("nothing written, as the answer said").isZero();
      }
    });
    for (String key : answers.keySet()) {
      assertThat(pay(key).statusCode()).isEqualTo(201);
      assertThat(rows(key)).isEqualTo(1);
    }
  }

  private Map<String, HttpResponse<String>> payAtOnce(int count) throws Exception {
    Map<String, HttpResponse<String>> answers = new LinkedHashMap<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, Future<HttpResponse<String>>> requests = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String key = "hole-" + i;
        requests.put(key, executor.submit(() -> timed(() -> pay(key))));
      }
      for (Map.Entry<String, Future<HttpResponse<String>>> request : requests.entrySet()) {
        HttpResponse<String> answer = request.getValue().get(15, SECONDS);
        assertUnavailable(answer);
        answers.put(request.getKey(), answer);
      }
    }
    return answers;
  }

  private HttpResponse<String> pay(String key) {
    return client.pay(payment(user), "Idempotency-Key", user + key);
  }

  private static HttpResponse<String> timed(Request request) {
    long start = System.nanoTime();
    HttpResponse<String> response = request.send();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWER_MAX);
    return response;
  }

  private static void assertUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(json(response).get("code").asString()).isIn("unavailable", "outcome-unknown");
  }

  /** Past the link. */
  private int rows(String key) {
    try (Connection connection = postgres.connect("payment");
        PreparedStatement statement =
            connection.prepareStatement("select count(*) from payment where idempotency_key = ?")) {
      statement.setString(1, user + key);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request to be timed. */
  private interface Request {
    HttpResponse<String> send();
  }
}
