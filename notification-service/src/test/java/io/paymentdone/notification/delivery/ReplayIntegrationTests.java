package io.paymentdone.notification.delivery;

import static io.paymentdone.notification.delivery.DeliveryState.DEAD;
import static io.paymentdone.notification.delivery.DeliveryState.DELIVERED;
import static io.paymentdone.notification.delivery.DeliveryState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.delivery.DeliveryRows.Endpoint;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class ReplayIntegrationTests {

  private static final Duration LATER = Duration.ofHours(1);

  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource dataSource;
  @Autowired private PlatformTransactionManager transactions;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();
  private DeliveryRows rows;
  private Endpoint endpoint;

  @BeforeEach
  void addEndpoint() {
    rows = new DeliveryRows(jdbc);
    endpoint = rows.endpoint("anonymous");
  }

  @AfterEach
  void removeRows() {
    rows.clear();
  }

  @Test
  void queuesWhatIsFinishedWithItsOldIdAndSequence() {
    UUID delivered = rows.delivery(endpoint, user, 1, DELIVERED);
    UUID dead = rows.delivery(endpoint, user, 2, DEAD);
    UUID waiting = rows.delivery(endpoint, user, 3, WAITING);
    jdbc.sql("update delivery set tries = 5 where id = ?").param(waiting).update();
    rows.due(endpoint, user, LATER, false);
    List<String> before = identities();

    assertThat(queued(replay(sinceAMinuteAgo()))).isEqualTo(2);

    assertThat(rows.sequences(endpoint, user, WAITING)).containsExactly(1L, 2L, 3L);
    assertThat(identities()).isEqualTo(before);
    assertThat(
            jdbc.sql("select tries from delivery where target = ? order by sequence")
                .param(endpoint.number())
                .query(Integer.class)
                .list())
        .containsExactly(0, 0, 5);
    assertThat(
            jdbc.sql("select count(*) from delivery where id in (?, ?) and finished_at is null")
                .params(delivered, dead)
                .query(Integer.class)
                .single())
        .isEqualTo(2);
    assertThat(rows.isDue(endpoint, user)).isTrue();
    assertThat(queued(replay(sinceAMinuteAgo()))).isZero();
  }

  @Test
  void takesTheTimeAndTheUserThatAreAskedFor() {
    UUID first = rows.delivery(endpoint, user, 1, DELIVERED, Duration.ofHours(3));
    UUID second = rows.delivery(endpoint, user, 2, DELIVERED, Duration.ofHours(2));
    rows.delivery(endpoint, user, 3, DELIVERED, Duration.ofHours(1));
    rows.delivery(endpoint, user + "-other", 1, DELIVERED, Duration.ofHours(3));
    Endpoint other = rows.endpoint("anonymous");
    rows.delivery(other, user, 1, DELIVERED, Duration.ofHours(3));
    String since = "{\"since\":\"" + createdAt(first) + "\"";

    assertThat(
            queued(
                replay(
                    since
                        + ",\"until\":\""
                        + createdAt(second)
                        + "\",\"userId\":\""
                        + user
                        + "\"}")))
        .as("since is inclusive, until is not")
        .isEqualTo(1);
    assertThat(rows.sequences(endpoint, user, WAITING)).containsExactly(1L);
    assertThat(rows.sequences(endpoint, user + "-other", WAITING)).isEmpty();

    assertThat(queued(replay(since + ",\"until\":\"" + createdAt(second) + "\"}"))).isEqualTo(1);
    assertThat(rows.sequences(endpoint, user + "-other", WAITING)).containsExactly(1L);

    assertThat(queued(replay(since + "}"))).as("until now").isEqualTo(2);
    assertThat(rows.sequences(other, user, WAITING)).isEmpty();
  }

  @Test
  void makesNoLaneDueThatAWorkerHas() {
    rows.delivery(endpoint, user, 1, DELIVERED);
    rows.delivery(endpoint, user, 2, WAITING);
    rows.due(endpoint, user, Duration.ofSeconds(45), true);

    assertThat(queued(replay(sinceAMinuteAgo()))).isEqualTo(1);

    assertThat(rows.isDue(endpoint, user)).isFalse();
  }

  /** A worker that finds a part of a lane sends what waited before the replay too early. */
  @Test
  void queuesALaneAsAWhole() {
    int many = 5 * Replay.TRANSACTION;
    rows.delivered(endpoint, user, many, Duration.ZERO);
    rows.delivery(endpoint, user, many + 1L, WAITING);
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> replay(sinceAMinuteAgo()));
    List<Integer> waiting = new ArrayList<>();
    while (!answer.isDone()) {
      waiting.add(
          jdbc.sql("select count(*) from delivery where target = ? and state = 0")
              .param(endpoint.number())
              .query(Integer.class)
              .single());
    }

    assertThat(queued(answer.join())).isEqualTo(many);
    assertThat(waiting).contains(1).isSubsetOf(1, many + 1);
  }

  /** The consumer waits 300 ms for a lane at most, then its batch fails. */
  @Test
  void keepsNoConsumerWaiting() {
    int many = 20 * Replay.TRANSACTION;
    rows.delivered(endpoint, user, many, Duration.ZERO);
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> replay(sinceAMinuteAgo()));
    int batches = 0;
    while (!answer.isDone()) {
      storeABatch();
      batches++;
    }

    assertThat(queued(answer.join())).isEqualTo(many);
    assertThat(batches).isGreaterThan(1);
  }

  @Test
  void saysHowManyAreQueuedIfItEndsInTheMiddle() throws SQLException {
    String last = user + "-z";
    rows.delivered(endpoint, user, Replay.TRANSACTION, Duration.ZERO);
    rows.delivery(endpoint, last, 1, DEAD);
    try (Connection other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      lockLane(other, last);

      HttpResponse<String> answer = replay(sinceAMinuteAgo());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(json(answer).get("code").stringValue()).isEqualTo("replay-incomplete");
      assertThat(json(answer).get("detail").stringValue()).startsWith("1000 of 1001 deliveries");
      other.rollback();
    }
    assertThat(rows.sequences(endpoint, user, WAITING)).hasSize(Replay.TRANSACTION);
    assertThat(rows.sequences(endpoint, last, DEAD)).containsExactly(1L);

    assertThat(queued(replay(sinceAMinuteAgo()))).isEqualTo(1);
    assertThat(rows.sequences(endpoint, last, WAITING)).containsExactly(1L);
  }

  @Test
  void changesNothingIfTheFirstLaneStaysLocked() throws SQLException {
    rows.delivery(endpoint, user, 1, DEAD);
    try (Connection other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      lockLane(other, user);

      HttpResponse<String> answer = replay(sinceAMinuteAgo());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(json(answer).get("code").stringValue()).isEqualTo("lane-busy");
      other.rollback();
    }
    assertThat(rows.sequences(endpoint, user, DEAD)).containsExactly(1L);
  }

  @Test
  void doesNotDeadlockWithOthersForTheSameLanes() {
    List<String> users = LongStream.range(0, 50).mapToObj(n -> user + n).toList();
    List<UUID> dead =
        users.stream().map(one -> rows.delivery(endpoint, one, 1, DEAD)).toList().reversed();

    int deadlocks = deadlocks();
    List<Future<Integer>> statuses = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        statuses.add(clients.submit(() -> replay(sinceAMinuteAgo()).statusCode()));
      }
      dead.forEach(id ->
          statuses.add(
              clients.submit(() -> new Api(port).post("/deliveries/" + id + "/retry").status())));
    }

    assertThat(statuses).extracting(Future::resultNow).contains(202).isSubsetOf(202, 503);
    assertThat(queued(replay(sinceAMinuteAgo()))).isZero();
    assertThat(users).allSatisfy(one -> assertThat(rows.isDue(endpoint, one)).isTrue());
    assertThat(deadlocks()).isEqualTo(deadlocks);
  }

  @Test
  void refusesMoreThanAHundredThousand() {
    rows.delivered(endpoint, user, Replay.DELIVERIES_MAX, Duration.ofMinutes(2));
    rows.delivery(endpoint, user + "-z", 1, DEAD);

    HttpResponse<String> answer = replay("{\"since\":\"" + Instant.now().minusSeconds(180) + "\"}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).get("code").stringValue()).isEqualTo("too-many-deliveries");
    assertThat(rows.sequences(endpoint, user, WAITING)).isEmpty();
    assertThat(queued(replay(sinceAMinuteAgo()))).isEqualTo(1);
  }

  @Test
  void knowsOnlyTheCallersEndpoints() {
    Endpoint foreign = rows.endpoint("other");
    rows.delivery(foreign, user, 1, DEAD);

    for (Object id : List.of(foreign.id(), UUID.randomUUID(), "x")) {
      HttpResponse<String> answer = replay(id, sinceAMinuteAgo());
      assertThat(answer.statusCode()).as("%s", id).isEqualTo(404);
      assertThat(json(answer).get("code").stringValue()).isEqualTo("not-found");
    }
    assertThat(rows.sequences(foreign, user, DEAD)).containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | /since",
        "{'since':null} | /since",
        "{'since':'yesterday'} | /since",
        "{'since':'2026-11-29T09:00:00'} | /since",
        "{'since':'+12026-11-29T09:00:00Z'} | /since",
        "{'since':1} | /since",
        "{'since':'9999-01-01T00:00:00Z'} | /since",
        "{'since':'2026-11-29T09:00:00Z','until':'2026-11-29T10:00:00+01:00'} | /since",
        "{'since':'2026-11-29T09:00:00Z','until':''} | /until",
        "{'since':'2026-11-29T09:00:00Z','userId':''} | /userId",
        "{'since':'2026-11-29T09:00:00Z','users':'u'} | /users"
      })
  void namesTheWrongField(String body, String pointer) {
    HttpResponse<String> answer = replay(body.replace('\'', '"'));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("errors").findValuesAsString("pointer")).containsExactly(pointer);
  }

  /** What the consumer does with a lane when it adds a delivery. */
  private void storeABatch() {
    new TransactionTemplate(transactions)
        .executeWithoutResult(transaction -> {
          jdbc.sql("set local lock_timeout = '300ms'").update();
          jdbc.sql("update lane set last_sequence = last_sequence + 1 where target = ?")
              .param(endpoint.number())
              .update();
        });
  }

  private void lockLane(Connection connection, String user) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "select from lane where target = ? and user_id = ? for update")) {
      lock.setInt(1, endpoint.number());
      lock.setString(2, user);
      lock.execute();
    }
  }

  private int deadlocks() {
    return jdbc.sql("select deadlocks from pg_stat_database where datname = current_database()")
        .query(Integer.class)
        .single();
  }

  private List<String> identities() {
    return jdbc.sql(
            """
            select concat_ws(' ', id, sequence, payment_id, previous_id) from delivery
             where target = ? order by sequence
            """)
        .param(endpoint.number())
        .query((row, number) -> row.getString(1))
        .list();
  }

  private Instant createdAt(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  private static String sinceAMinuteAgo() {
    return "{\"since\":\"" + Instant.now().minusSeconds(60) + "\"}";
  }

  private HttpResponse<String> replay(String body) {
    return replay(endpoint.id(), body);
  }

  private HttpResponse<String> replay(Object id, String body) {
    Api api = new Api(port);
    return api.send(
        HttpRequest.newBuilder(api.uri("/webhook-endpoints/" + id + "/replay"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static int queued(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return json(answer).get("queued").intValue();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
