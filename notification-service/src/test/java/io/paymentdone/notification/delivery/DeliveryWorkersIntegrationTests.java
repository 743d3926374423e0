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
import tools.jackson.databind.json.JsonMapper;

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
  void goesOnAfterADeadDeliveryAndSendsItAgainOnRequest() {
    refuse(2);

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

    // After its successors that were delivered, and before what waits.
    refuse(4);
    send(user, 4);
    await().atMost(PATIENCE).until(() -> deliveries(user).getLast().path("tries").asInt() == 1);
    String id = dead.path("id").asString();
    assertThat(replica.api().post("/deliveries/" + id + "/retry").status()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> receiver.takenOf(user).size() == 3);
    receiver.conduct(data -> Conduct.TAKE);

    await().atMost(PATIENCE).until(() -> receiver.takenOf(user).size() == 4);
    List<LaneCheck.Place> taken = receiver.takenOf(user);
    assertThat(taken).extracting(LaneCheck.Place::sequence).containsExactly(1L, 3L, 2L, 4L);
    assertThat(taken.get(2).deliveryId()).isEqualTo(id);
    assertThat(taken.get(2).previousId()).isEqualTo(taken.get(0).entryId());
    assertThat(taken.get(1).previousId()).isEqualTo(taken.get(2).entryId());
    assertThat(taken.get(3).previousId()).isEqualTo(taken.get(1).entryId());
  }

  /** In their order, before what is new, and nothing else. */
  @Test
  void sendsDeliveriesOfATimeAndAUserAgainAsTheyWere() {
    send(user, 1);
    send(other, 1);
    awaitDelivered(user, 1);
    awaitDelivered(other, 1);
    send(user, 2, 3);
    awaitDelivered(user, 3);
    refuse(4);
    send(user, 4);
    await().atMost(PATIENCE).until(() -> deliveries(user).getLast().path("tries").asInt() == 1);

    assertThat(replay(deliveries(user).get(1).path("createdAt").asString())).isEqualTo(2);
    await().atMost(PATIENCE).until(() -> receiver.takenOf(user).size() == 5);
    receiver.conduct(data -> Conduct.TAKE);

    await().atMost(PATIENCE).until(() -> receiver.takenOf(user).size() == 6);
    List<LaneCheck.Place> taken = receiver.takenOf(user);
    assertThat(taken).extracting(LaneCheck.Place::sequence).containsExactly(1L, 2L, 3L, 2L, 3L, 4L);
    assertThat(taken.subList(3, 5)).isEqualTo(taken.subList(1, 3));
    assertThat(taken.get(5).previousId()).isEqualTo(taken.get(4).entryId());
    assertThat(receiver.requestsOf(other)).isOne();
  }

  /** Rows that change leave dead ones behind, and the inbox is the largest table. */
  @Test
  void changesNoRowOfTheInbox() {
    send(user, 1, 2);
    awaitDelivered(user, 2);
    JsonNode newest = replica.api().get("/notifications?userId=" + user).body().at("/items/0");
    String mark = "{\"userId\":\"" + user + "\",\"upTo\":" + newest.get("id") + "}";
    assertThat(replica.api().put("/notifications/read", mark).statusCode()).isEqualTo(204);
    assertThat(replica.api().get("/notifications/unread?userId=" + user).body().get("unread"))
        .hasToString("0");
    assertThat(replay(deliveries(user).getFirst().path("createdAt").asString())).isEqualTo(2);
    await().atMost(PATIENCE).until(() -> receiver.takenOf(user).size() == 4);
    // A connection that ends has told the server all that it did.
    replica.close();
    await()
        .atMost(PATIENCE)
        .until(() ->
            count(
                    "pg_stat_activity where client_port is not null and datname = '"
                        + name
                        + "' and pid <> pg_backend_pid()")
                == 0);

    String inbox = "pg_stat_user_tables where relname = 'notification'";
    assertThat(count(inbox + " and n_tup_ins >= (select count(*) from notification)")).isOne();
    assertThat(count(inbox + " and n_tup_upd = 0 and n_tup_hot_upd = 0")).isOne();
    assertThat(count("pg_stat_user_tables where relname = 'lane' and n_tup_upd > 0")).isOne();
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

  /** The receiver takes all but the user's delivery with this sequence. */
  private void refuse(long sequence) {
    receiver.conduct(data ->
        isOf(data, user) && data.path("sequence").asLong() == sequence
            ? Conduct.REFUSE
            : Conduct.TAKE);
  }

  private void awaitDelivered(String of, int number) {
    await()
        .atMost(PATIENCE)
        .until(() -> count("delivery where state = 1 and user_id = '" + of + "'") == number);
  }

  /** Sends again what the user got since then; the number of deliveries. */
  private int replay(String since) {
    String id = replica.api().get("/webhook-endpoints").body().at("/items/0/id").asString();
    HttpResponse<String> answer =
        replica
            .api()
            .send(
                HttpRequest.newBuilder(replica.api().uri("/webhook-endpoints/" + id + "/replay"))
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"since\":\"" + since + "\",\"userId\":\"" + user + "\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JsonMapper.shared().readTree(answer.body()).path("queued").asInt();
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
