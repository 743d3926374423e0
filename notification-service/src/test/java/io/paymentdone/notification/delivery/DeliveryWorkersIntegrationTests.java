package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Events;
import io.paymentdone.notification.OwnServers;
import io.paymentdone.notification.Replica;
import io.paymentdone.notification.delivery.Receiver.Conduct;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PostgresServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * One replica and receivers that misbehave; each test has a database and a group, which reads the
 * events of the tests before it too.
 */
class DeliveryWorkersIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static OwnServers servers;
  private static KafkaServer kafka;
  private static PostgresServer postgres;

  private final String name = "d" + UUID.randomUUID().toString().substring(0, 8);
  private final String user = "user-" + UUID.randomUUID();
  private final String other = "user-" + UUID.randomUUID();
  private final Receiver receiver = new Receiver();
  private JdbcClient jdbc;
  private Replica replica;

  @BeforeAll
  static void startServers() {
    servers = new OwnServers(directory);
    kafka = servers.kafka();
    postgres = servers.postgres();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void startReplica() {
    postgres.createDatabases(List.of(name));
    jdbc = servers.jdbc(name);
    replica =
        new Replica(
            "replica",
            postgres.jdbcUrl(name),
            kafka.bootstrapServers(),
            List.of(
                "spring.kafka.consumer.group-id=" + name,
                "notification.deliveries.schedule=1s,1s"));
    receiver.secret(Webhooks.create(replica.api(), receiver.url()));
  }

  @AfterEach
  void stop() {
    receiver.close();
    replica.close();
  }

  @Test
  void deliversASignedRequestForEachEntry() {
    send(user, 1, 2, 3);

    await().atMost(PATIENCE).until(() -> receiver.lastSequence(user) == 3);
    assertThat(receiver.violations()).isEmpty();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(deliveries(user))
                .extracting(it -> it.path("state").asString())
                .containsExactly("DELIVERED", "DELIVERED", "DELIVERED"));
    assertThat(deliveries(user).getFirst().at("/attempts/0/status").asInt()).isEqualTo(200);
  }

  @Test
  void holdsUpOnlyTheLaneOfAUserWhoseDeliveriesFail() {
    receiver.conduct(data -> isOf(data, user) ? Conduct.REFUSE : Conduct.TAKE);

    send(user, 1, 2);
    send(other, 1, 2, 3);
    await().atMost(PATIENCE).until(() -> receiver.lastSequence(other) == 3);
    assertThat(receiver.lastSequence(user)).isZero();
    receiver.conduct(data -> Conduct.TAKE);

    await().atMost(PATIENCE).until(() -> receiver.lastSequence(user) == 2);
    assertThat(receiver.violations()).isEmpty();
  }

  @Test
  void goesOnAfterADeadDeliveryAndShowsTheHole() {
    receiver.conduct(data ->
        isOf(data, user) && data.path("sequence").asLong() == 2 ? Conduct.REFUSE : Conduct.TAKE);

    send(user, 1, 2, 3);

    await().atMost(PATIENCE).until(() -> receiver.lastSequence(user) == 3);
    assertThat(receiver.violations())
        .singleElement()
        .asString()
        .contains("sequence=3", "previousId=" + deliveredEntry(user, 2), "after sequence 1");
    JsonNode dead = deliveries(user).get(1);
    assertThat(dead.path("state").asString()).isEqualTo("DEAD");
    assertThat(dead.path("attempts").size()).isEqualTo(3);
    assertThat(dead.at("/attempts/0/status").asInt()).isEqualTo(500);
  }

  @Test
  void triesAnEndpointThatIsDownFewTimes() {
    receiver.conduct(data -> Conduct.OVERLOADED);

    IntStream.range(0, 300).forEach(n -> send("many-" + n, 1));

    await().atMost(PATIENCE).until(() -> count("delivery where user_id like 'many-%'") == 300);
    int soFar = receiver.requests();
    // 300 lanes with three attempts each would be 900; the breaker lets few through.
    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(receiver.requests()).isLessThan(soFar + 50));
    receiver.conduct(data -> Conduct.TAKE);

    await().atMost(PATIENCE).until(() -> count("delivery where state = 0") == 0);
    assertThat(count("delivery where state = 2")).isLessThan(50);
    assertThat(receiver.taken()).isGreaterThan(250);
    assertThat(receiver.violations()).isEmpty();
  }

  @Test
  void doesNotHoldThePauseOfAFormerUrlAgainstAnEndpointThatMoved() {
    receiver.conduct(data -> isOf(data, user) ? Conduct.OVERLOADED_FOR_LONG : Conduct.TAKE);
    send(user, 1);
    await().atMost(PATIENCE).until(() -> receiver.requestsOf(user) == 1);

    try (Receiver moved = new Receiver()) {
      String id = replica.api().get("/webhook-endpoints").body().at("/items/0/id").asString();
      HttpResponse<String> patched =
          replica
              .api()
              .send(
                  HttpRequest.newBuilder(replica.api().uri("/webhook-endpoints/" + id))
                      .header("Content-Type", "application/json")
                      .method(
                          "PATCH", BodyPublishers.ofString("{\"url\":\"" + moved.url() + "\"}")));
      assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);

      await().atMost(PATIENCE).until(() -> moved.lastSequence(user) == 1);
    }
  }

  @Test
  void leavesWhileAReceiverHangsAndGivesItsLanesBack() {
    receiver.conduct(data -> isOf(data, user) ? Conduct.HANG : Conduct.TAKE);
    send(user, 1);
    await().atMost(PATIENCE).until(() -> receiver.requestsOf(user) == 1);

    long begin = System.nanoTime();
    replica.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(count("lane where user_id = '" + user + "' and lease is null and due_at <= now()"))
        .isOne();
  }

  private long count(String of) {
    return jdbc.sql("select count(*) from " + of).query((row, number) -> row.getLong(1)).single();
  }

  private static boolean isOf(JsonNode data, String user) {
    return data.path("userId").asString().equals(user);
  }

  private void send(String to, long... amounts) {
    Events.send(servers.template(), to, LongStream.of(amounts));
  }

  /** A user's deliveries, oldest first. */
  private List<JsonNode> deliveries(String of) {
    return replica
        .api()
        .get("/deliveries?userId=" + of)
        .body()
        .path("items")
        .valueStream()
        .sorted(Comparator.comparingLong(it -> it.path("sequence").asLong()))
        .toList();
  }

  private String deliveredEntry(String of, long sequence) {
    return jdbc.sql(
            "select n.id::text from delivery d join notification n using (payment_id)"
                + " where d.user_id = ? and d.sequence = ?")
        .params(of, sequence)
        .query(String.class)
        .single();
  }
}
