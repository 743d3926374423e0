package io.paymentdone.notification.delivery;

import static io.paymentdone.notification.delivery.DeliveryState.DEAD;
import static io.paymentdone.notification.delivery.DeliveryState.DELIVERED;
import static io.paymentdone.notification.delivery.DeliveryState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.delivery.DeliveryRows.Endpoint;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class DeliveryIntegrationTests {

  private static final String CALLER = "anonymous";
  private static final Duration LATER = Duration.ofHours(1);

  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource dataSource;
  @Autowired private LaneTable lanes;
  @Autowired private DeliveryTable table;
  @Autowired private PlatformTransactionManager transactions;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();
  private DeliveryRows rows;
  private Endpoint endpoint;

  @BeforeEach
  void addEndpoint() {
    rows = new DeliveryRows(jdbc);
    endpoint = rows.endpoint(CALLER);
  }

  @AfterEach
  void removeRows() {
    rows.clear();
  }

  @Test
  void listsNewestFirstInPages() {
    List<UUID> ids =
        LongStream.rangeClosed(1, 7)
            .mapToObj(n -> rows.delivery(endpoint, user, n, DeliveryState.of((short) (n % 3))))
            .toList();

    assertThat(ids("endpointId=" + endpoint.id())).isEqualTo(ids.reversed());
    assertThat(ids("userId=" + user)).isEqualTo(ids.reversed());
    assertThat(ids("userId=" + user + "&endpointId=" + endpoint.id())).isEqualTo(ids.reversed());
  }

  @Test
  void endsAPageOfLongAttemptsEarlierAndGoesOnFromThere() {
    List<UUID> ids =
        LongStream.rangeClosed(1, 6)
            .mapToObj(n -> rows.delivery(endpoint, user, n, DEAD))
            .toList()
            .reversed();
    fillAttempts(ids, 2_000);
    fillAttempts(ids.subList(0, 1), 10_000);

    // The first alone is more than a page holds, of the others three are as much.
    List<List<UUID>> pages = pages("userId=" + user + "&limit=100");

    assertThat(pages).containsExactly(ids.subList(0, 1), ids.subList(1, 4), ids.subList(4, 6));
    DeliveryQuery query = new DeliveryQuery(null, user, null);
    assertThat(table.before(DeliveryTable.END, query, CALLER, 101)).as("read").hasSize(2);
    assertThat(table.before(ids.getFirst(), query, CALLER, 101)).as("read").hasSize(4);
  }

  private void fillAttempts(List<UUID> ids, int characters) {
    for (UUID id : ids) {
      jdbc.sql(
              """
              update delivery
                 set attempts = (select jsonb_agg(jsonb_build_object(
                                          'at', '2026-11-29T09:00:00Z', 'status', 500, 'durationMs', 12,
                                          'error', repeat('x', :characters)))
                                   from generate_series(1, 20))
               where id = :id
              """)
          .param("characters", characters)
          .param("id", id)
          .update();
    }
  }

  /** Ids of the deliveries of each page. */
  private List<List<UUID>> pages(String query) {
    List<List<UUID>> pages = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      JsonNode page = new Api(port).get("/deliveries?" + query + after).body();
      pages.add(
          page.get("items")
              .valueStream()
              .map(item -> UUID.fromString(item.get("id").stringValue()))
              .toList());
      after = page.get("next").isNull() ? null : "&after=" + page.get("next").stringValue();
    }
    return pages;
  }

  @Test
  void showsWhatBecameOfADelivery() {
    UUID id = rows.delivery(endpoint, user, 2, DEAD);
    jdbc.sql(
            """
            update delivery
               set attempts = '[{"at":"2026-11-29T09:00:00Z","status":null,"durationMs":20000,"error":"timed out"},
                                {"at":"2026-11-29T09:00:26Z","status":500,"durationMs":12,"error":"status 500"}]'
             where id = ?
            """)
        .param(id)
        .update();

    JsonNode item = items("endpointId=" + endpoint.id()).getFirst();

    assertThat(item.propertyNames())
        .containsExactly(
            "id",
            "channel",
            "endpointId",
            "userId",
            "paymentId",
            "sequence",
            "previousId",
            "state",
            "tries",
            "attempts",
            "nextAttemptAt",
            "createdAt",
            "finishedAt");
    assertThat(item.get("id").stringValue()).isEqualTo(id.toString());
    assertThat(item.get("channel").stringValue()).isEqualTo("webhook");
    assertThat(item.get("endpointId").stringValue()).isEqualTo(endpoint.id().toString());
    assertThat(item.get("userId").stringValue()).isEqualTo(user);
    assertThat(item.get("sequence").longValue()).isEqualTo(2);
    assertThat(item.get("previousId").isNull()).isFalse();
    assertThat(item.get("state").stringValue()).isEqualTo("DEAD");
    assertThat(item.at("/attempts/0/at").stringValue()).isEqualTo("2026-11-29T09:00:00Z");
    assertThat(item.at("/attempts/0/status").isNull()).isTrue();
    assertThat(item.at("/attempts/1").propertyNames())
        .containsExactly("at", "status", "durationMs", "error");
    assertThat(item.at("/attempts/1/status").intValue()).isEqualTo(500);
    assertThat(item.get("nextAttemptAt").isNull()).isTrue();
    assertThat(Instant.parse(item.get("createdAt").stringValue()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    assertThat(item.get("finishedAt").isNull()).isFalse();
  }

  @Test
  void filtersByStateUserAndEndpoint() {
    Endpoint second = rows.endpoint(CALLER);
    UUID waiting = rows.delivery(endpoint, user, 1, WAITING);
    UUID dead = rows.delivery(second, user, 1, DEAD);
    UUID ofOther = rows.delivery(endpoint, user + "-other", 1, DEAD);

    assertThat(ids("userId=" + user)).containsExactly(dead, waiting);
    assertThat(ids("userId=" + user + "&state=WAITING")).containsExactly(waiting);
    assertThat(ids("userId=" + user + "&state=DELIVERED")).isEmpty();
    assertThat(ids("endpointId=" + endpoint.id())).containsExactly(ofOther, waiting);
    assertThat(ids("endpointId=" + endpoint.id() + "&state=DEAD")).containsExactly(ofOther);
    assertThat(ids("endpointId=" + endpoint.id() + "&userId=" + user)).containsExactly(waiting);
  }

  @Test
  void showsOnlyWhatTheCallerOwns() {
    Endpoint foreign = rows.endpoint("other");
    UUID hidden = rows.delivery(foreign, user, 1, DEAD);
    Endpoint deleted = rows.endpoint(CALLER);
    UUID gone = rows.delivery(deleted, user, 1, DEAD);
    jdbc.sql("update webhook_endpoint set deleted_at = now() where number = ?")
        .param(deleted.number())
        .update();

    assertThat(ids("userId=" + user)).isEmpty();
    for (Object id : List.of(foreign.id(), deleted.id(), UUID.randomUUID())) {
      Api.Answer answer = new Api(port).get("/deliveries?endpointId=" + id);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body().get("code").stringValue()).isEqualTo("not-found");
    }
    for (Object id : List.of(hidden, gone, UUID.randomUUID(), "x")) {
      assertThat(retry(id).status()).as("%s", id).isEqualTo(404);
    }
    assertThat(rows.sequences(foreign, user, DEAD)).containsExactly(1L);
  }

  @Test
  void saysWhenTheHeadOfALaneIsTriedNext() {
    rows.delivery(endpoint, user, 1, DELIVERED);
    rows.delivery(endpoint, user, 2, WAITING);
    rows.delivery(endpoint, user, 3, WAITING);
    rows.due(endpoint, user, LATER, false);

    List<JsonNode> items = items("endpointId=" + endpoint.id());
    assertThat(items)
        .extracting(item -> item.get("nextAttemptAt").isNull())
        .as("3, 2, 1")
        .containsExactly(true, false, true);
    assertThat(Instant.parse(items.get(1).get("nextAttemptAt").stringValue()))
        .isBetween(
            Instant.now().plus(LATER).minusSeconds(60), Instant.now().plus(LATER).plusSeconds(60));

    rows.due(endpoint, user, LATER, true);
    assertThat(items("endpointId=" + endpoint.id()))
        .as("while a worker has the lane")
        .allSatisfy(item -> assertThat(item.get("nextAttemptAt").isNull()).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "'', ?endpointId",
    "state=DEAD, ?endpointId",
    "endpointId=x, ?endpointId",
    "endpointId=, ?endpointId",
    "userId=, ?userId",
    "userId=%00, ?userId",
    "userId=u&state=dead, ?state",
    "userId=u&state=, ?state",
    "userId=u&limit=0, ?limit",
    "userId=u&limit=101, ?limit",
    "userId=u&userId=v, ?userId"
  })
  void namesTheWrongParameter(String query, String pointer) {
    Api.Answer answer = new Api(port).get("/deliveries?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().get("errors").findValuesAsString("pointer")).containsExactly(pointer);
  }

  @Test
  void refusesACursorOfAnotherList() {
    rows.delivery(endpoint, user, 1, DEAD);
    rows.delivery(endpoint, user, 2, DEAD);
    String cursor =
        new Api(port).get("/deliveries?limit=1&userId=" + user).body().get("next").stringValue();

    assertThat(new Api(port).get("/deliveries?userId=" + user + "&after=" + cursor).status())
        .isEqualTo(200);
    for (String query : List.of("userId=u", "userId=" + user + "&state=DEAD")) {
      assertThat(new Api(port).get("/deliveries?" + query + "&after=" + cursor).body().get("code"))
          .hasToString("\"invalid-cursor\"");
    }
  }

  /** What others have is not looked at, however much it is. */
  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void readsOnlyWhatItLists(boolean ofEndpoint, boolean ofUser) {
    DeliveryQuery query =
        new DeliveryQuery(ofEndpoint ? endpoint.id() : null, ofUser ? user : null, null);

    String plan =
        plan(
            DeliveryTable.page(query),
            statement ->
                statement
                    .param("states", DeliveryTable.states(null))
                    .param("endpointId", query.endpointId())
                    .param("userId", query.userId())
                    .param("since", DeliveryTable.START)
                    .param("before", DeliveryTable.END)
                    .param("owner", CALLER)
                    .param("channels", new Integer[] {1, 2})
                    .param("limit", 21));

    String index = ofUser ? "delivery_of_lane" : "delivery_of_target";
    String key = ofUser ? "target, user_id, state, id" : "target, state, id";
    assertThat(plan)
        .containsPattern(
            "using "
                + index
                + " on delivery\\n *Index Cond: .*ROW\\("
                + key
                + "\\) >= .*ROW\\("
                + key
                + "\\) < ")
        .containsPattern("using delivery_waiting on delivery head")
        .containsPattern("using lane_pkey on lane")
        .doesNotContain("Seq Scan on delivery", "Seq Scan on lane");
  }

  @Test
  void makesTheLaneOfAWaitingDeliveryDue() {
    UUID first = rows.delivery(endpoint, user, 1, WAITING);
    UUID second = rows.delivery(endpoint, user, 2, WAITING);
    jdbc.sql("update delivery set tries = 4 where id = ?").param(first).update();
    for (UUID id : List.of(first, second)) {
      rows.due(endpoint, user, LATER, false);

      Api.Answer answer = retry(id);

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.body().get("id").stringValue()).isEqualTo(id.toString());
      assertThat(answer.body().get("tries").intValue()).isEqualTo(id.equals(first) ? 4 : 0);
      assertThat(answer.body().get("nextAttemptAt").isNull()).isEqualTo(id.equals(second));
      assertThat(rows.isDue(endpoint, user)).isTrue();
    }
  }

  @Test
  void sendsADeadDeliveryAgainWithItsOldSequence() {
    UUID dead = rows.delivery(endpoint, user, 1, DEAD);
    rows.delivery(endpoint, user, 2, DELIVERED);
    rows.delivery(endpoint, user, 3, WAITING);
    rows.due(endpoint, user, LATER, false);

    Api.Answer answer = retry(dead);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().get("state").stringValue()).isEqualTo("WAITING");
    assertThat(answer.body().get("sequence").longValue()).isEqualTo(1);
    assertThat(answer.body().get("tries").intValue()).isZero();
    assertThat(answer.body().get("finishedAt").isNull()).isTrue();
    assertThat(answer.body().get("nextAttemptAt").isNull()).isFalse();
    assertThat(rows.sequences(endpoint, user, WAITING)).containsExactly(1L, 3L);
    assertThat(rows.isDue(endpoint, user)).isTrue();
  }

  @Test
  void makesALaneDueInWhichNothingWaited() {
    UUID dead = rows.delivery(endpoint, user, 1, DEAD);

    assertThat(retry(dead).status()).isEqualTo(202);

    assertThat(rows.isDue(endpoint, user)).isTrue();
  }

  @Test
  void leavesADeliveredOneToReplay() {
    UUID delivered = rows.delivery(endpoint, user, 1, DELIVERED);
    rows.delivery(endpoint, user, 2, WAITING);
    rows.due(endpoint, user, LATER, false);

    Api.Answer answer = retry(delivered);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().get("code").stringValue()).isEqualTo("already-delivered");
    assertThat(answer.body().get("detail").stringValue())
        .contains("/webhook-endpoints/" + endpoint.id() + "/replay");
    assertThat(rows.isDue(endpoint, user)).isFalse();
  }

  /** A due lane would be taken by a second worker, which would send beside the first. */
  @Test
  void makesNoLaneDueThatAWorkerHas() {
    UUID dead = rows.delivery(endpoint, user, 1, DEAD);
    UUID waiting = rows.delivery(endpoint, user, 2, WAITING);
    rows.due(endpoint, user, Duration.ofSeconds(45), true);

    assertThat(retry(waiting).status()).isEqualTo(202);
    assertThat(rows.isDue(endpoint, user)).isFalse();
    assertThat(retry(dead).status()).isEqualTo(202);
    assertThat(rows.isDue(endpoint, user)).isFalse();
    assertThat(rows.sequences(endpoint, user, WAITING)).containsExactly(1L, 2L);
  }

  /** The worker learns of it when it gives the lane back. */
  @Test
  void doesNotWaitForTheNextAttemptAtTheOneThatAWorkerHad() {
    UUID dead = rows.delivery(endpoint, user, 1, DEAD);
    rows.delivery(endpoint, user, 2, WAITING);
    DeliveryAttempt failed = new DeliveryAttempt(Instant.now(), 500, 1, "status 500");
    rows.due(endpoint, user, Duration.ZERO, false);
    Claim claim = lanes.claim(Map.of(endpoint.number(), 1)).getFirst();

    assertThat(retry(dead).status()).isEqualTo(202);
    assertThat(lanes.retry(claim, failed, LATER)).isTrue();
    assertThat(rows.isDue(endpoint, user)).isTrue();

    claim = lanes.claim(Map.of(endpoint.number(), 1)).getFirst();
    assertThat(lanes.retry(claim, failed, LATER)).isTrue();
    assertThat(rows.isDue(endpoint, user)).as("the head failed itself").isFalse();
  }

  @Test
  void seesWhatTheWorkerDidWhoseLockItWaitedFor() throws SQLException {
    UUID id = rows.delivery(endpoint, user, 1, WAITING);
    try (Connection worker = dataSource.getConnection()) {
      worker.setAutoCommit(false);
      lockLane(worker);
      CompletableFuture<Api.Answer> answer = CompletableFuture.supplyAsync(() -> retry(id));
      await().until(this::somebodyWaits);
      try (PreparedStatement delivered =
          worker.prepareStatement("update delivery set state = 1 where id = ?")) {
        delivered.setObject(1, id);
        delivered.executeUpdate();
      }
      worker.commit();

      assertThat(answer.join().status()).isEqualTo(409);
    }
    assertThat(rows.isDue(endpoint, user)).isFalse();
  }

  @Test
  void changesNothingIfTheLaneStaysLocked() throws SQLException {
    UUID dead = rows.delivery(endpoint, user, 1, DEAD);
    try (Connection other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      lockLane(other);

      Api.Answer answer = retry(dead);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body().get("code").stringValue()).isEqualTo("lane-busy");
      other.rollback();
    }
    assertThat(rows.sequences(endpoint, user, DEAD)).containsExactly(1L);
    assertThat(retry(dead).status()).isEqualTo(202);
  }

  private void lockLane(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select from lane where target = ? for update")) {
      lock.setInt(1, endpoint.number());
      lock.execute();
    }
  }

  private boolean somebodyWaits() {
    return jdbc.sql("select exists (select from pg_locks where not granted)")
        .query(Boolean.class)
        .single();
  }

  private String plan(
      String sql, Function<JdbcClient.StatementSpec, JdbcClient.StatementSpec> parameters) {
    List<String> plan =
        new TransactionTemplate(transactions)
            .execute(transaction -> {
              rows.crowd(endpoint);
              transaction.setRollbackOnly();
              return parameters
                  .apply(jdbc.sql("explain (costs off) " + sql))
                  .query(String.class)
                  .list();
            });
    return String.join("\n", plan);
  }

  private Api.Answer retry(Object id) {
    return new Api(port).post("/deliveries/" + id + "/retry");
  }

  private List<UUID> ids(String query) {
    return items(query).stream()
        .map(item -> UUID.fromString(item.get("id").stringValue()))
        .toList();
  }

  /** All pages, of two items each. */
  private List<JsonNode> items(String query) {
    List<JsonNode> items = new ArrayList<>();
    @Nullable String after = "";
    while (after != null) {
      Api.Answer answer = new Api(port).get("/deliveries?limit=2&" + query + after);
      assertThat(answer.status()).isEqualTo(200);
      answer.body().get("items").forEach(items::add);
      JsonNode next = answer.body().get("next");
      after = next.isNull() ? null : "&after=" + next.stringValue();
    }
    return items;
  }
}
