package io.paymentdone.notification.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.delivery.DeliveryRows;
import io.paymentdone.notification.delivery.DeliveryRows.Endpoint;
import io.paymentdone.notification.delivery.Receiver;
import io.paymentdone.notification.delivery.Receiver.Conduct;
import io.paymentdone.notification.delivery.Webhooks;
import io.paymentdone.notification.erasure.ErasureTable.FeedEnd;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
@ExtendWith(OutputCaptureExtension.class)
class ErasureIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** That the topic does not have, so that no other test's record is there. */
  private static final int PARTITION = 1000;

  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource dataSource;
  @Autowired private ConsumerDatabase consumer;
  @Autowired private ErasureTable table;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();
  private final String other = "other-" + UUID.randomUUID();
  private DeliveryRows rows;

  @BeforeEach
  void prepareRows() {
    rows = new DeliveryRows(jdbc);
  }

  @AfterEach
  void removeRows() {
    rows.clear();
    jdbc.sql("delete from dead_letter where partition = ?").param(PARTITION).update();
    for (String each : List.of(user, other)) {
      jdbc.sql("delete from notification where user_id = ?").param(each).update();
      jdbc.sql("delete from read_mark where user_id = ?").param(each).update();
      jdbc.sql("delete from subscription where user_id = ?").param(each).update();
    }
  }

  /** Whatever table is added: what it has of a user is found here. */
  @Test
  void leavesNothingOfAUserInAnyTable(CapturedOutput log) {
    fill(user);
    fill(other);
    List<String> of = tablesWith(other);
    assertThat(of)
        .containsExactlyInAnyOrder(
            "notification", "read_mark", "subscription", "lane", "delivery", "dead_letter");
    assertThat(tablesWith(user)).isEqualTo(of);

    assertThat(erase(user).statusCode()).isEqualTo(204);

    assertThat(tablesWith(user)).isEmpty();
    assertThat(tablesWith(other)).isEqualTo(of);
    assertThat(count("delivery", other)).isEqualTo(2 * 7);
    assertThat(log)
        .contains("erased by anonymous: 2500 feed entries, 14 deliveries, 3 dead letters")
        .doesNotContain(user);
  }

  @Test
  void isRepeatedWithoutHarmAndKnowsNoUnknownUsers() {
    assertThat(erase(user).statusCode()).isEqualTo(204);
    insertEntries(user, 1, 3);
    assertThat(erase(user).statusCode()).isEqualTo(204);
    assertThat(erase(user).statusCode()).isEqualTo(204);
    assertThat(tablesWith(user)).isEmpty();

    insertEntries(user + "/a", 1, 1);
    HttpResponse<String> byQuery = delete("/users?userId=" + URLEncoder.encode(user + "/a", UTF_8));
    assertThat(byQuery.statusCode()).isEqualTo(204);
    assertThat(count("notification", user + "/a")).isZero();
    assertThat(delete("/users").statusCode()).isEqualTo(400);
    assertThat(delete("/users/" + "x".repeat(129)).statusCode()).isEqualTo(400);
  }

  @Test
  void waitsForRowsThatOthersHaveLockedAndMeanwhileErasesTheRest() throws SQLException {
    Endpoint endpoint = rows.endpoint("anonymous");
    insertEntries(user, 1, 2000);
    rows.delivered(endpoint, user, 10, Duration.ZERO);
    CompletableFuture<HttpResponse<String>> erasure;
    try (Connection holder = dataSource.getConnection()) {
      holder.setAutoCommit(false);
      lock(holder, "select from notification where user_id = ? and \"offset\" <= 3 for update");
      lock(holder, "select from lane where user_id = ? for update");

      erasure = CompletableFuture.supplyAsync(() -> erase(user));
      await().atMost(PATIENCE).until(() -> count("notification", user) == 3);
      assertThat(erasure).isNotDone();
      holder.rollback();
    }

    assertThat(erasure.join().statusCode()).isEqualTo(204);
    assertThat(tablesWith(user)).isEmpty();
  }

  @Test
  void givesUpOnRowsThatStayLocked() throws SQLException {
    insertEntries(user, 1, 3);
    try (Connection holder = dataSource.getConnection()) {
      holder.setAutoCommit(false);
      lock(holder, "select from notification where user_id = ? for update");

      HttpResponse<String> answer = erase(user);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
      JsonNode problem = JsonMapper.shared().readTree(answer.body());
      assertThat(problem.path("code").asString()).isEqualTo("erasure-incomplete");
      assertThat(problem.path("retryable").asBoolean()).isTrue();
      holder.rollback();
    }
    assertThat(erase(user).statusCode()).isEqualTo(204);
    assertThat(count("notification", user)).isZero();
  }

  /** It could store the user's events again: it may have begun before they were to be ignored. */
  @Test
  void waitsForStatementsOfTheConsumerThatAreUnderWay() {
    insertEntries(user, 1, 3);
    CompletableFuture<HttpResponse<String>> erasure =
        consumer
            .transaction()
            .execute(underWay -> {
              consumer
                  .jdbc()
                  .update("delete from notification where user_id = 'nobody-" + user + "'");
              CompletableFuture<HttpResponse<String>> begun =
                  CompletableFuture.supplyAsync(() -> erase(user));
              await().atMost(PATIENCE).until(() -> ignoredEvents() > 0);
              await()
                  .during(Duration.ofMillis(500))
                  .atMost(PATIENCE)
                  .until(() -> !begun.isDone() && count("notification", user) == 3);
              return begun;
            });

    assertThat(erasure.join().statusCode()).isEqualTo(204);
    assertThat(count("notification", user)).isZero();
  }

  /** A copy of an event that was ignored, for its entry was there, would bring the entry back. */
  @Test
  void ignoresCopiesBehindTheUsersLastEntry() {
    insertEntries(user, 1, 3);
    insertEntries(other, 10, 10);

    assertThat(table.remember(user)).containsExactly(new FeedEnd(PARTITION, 10));
  }

  /** Else the entry would be in the feed, and its delivery nowhere. */
  @Test
  void keepsTheLaneOfADeliveryThatCameMeanwhile() {
    Endpoint endpoint = rows.endpoint("anonymous");
    rows.lane(endpoint, user);
    insertEntries(user, 1, 3);
    insertDeliveries(endpoint, user);
    rows.due(endpoint, user, Duration.ofHours(10), false);
    List<FeedEnd> ends = table.remember(user);
    insertEntries(user, 4, 4);
    jdbc.sql(
            """
            insert into delivery (target, user_id, sequence, payment_id)
            select ?, user_id, "offset", payment_id from notification
             where user_id = ? and "offset" = 4
            """)
        .params(endpoint.number(), user)
        .update();

    assertThat(ends).containsExactly(new FeedEnd(PARTITION, 3));
    assertThat(table.deleteEntries(user, ends.getFirst())).isEqualTo(3);
    assertThat(table.deleteDeliveries(user, endpoint.number())).isEqualTo(3);
    assertThat(table.hasDeliveries(user, endpoint.number())).isFalse();
    assertThat(table.deleteLane(user, endpoint.number())).isTrue();

    assertThat(count("notification", user)).isOne();
    assertThat(
            jdbc.sql("select sequence from delivery where user_id = ?")
                .param(user)
                .query(Long.class)
                .list())
        .containsExactly(4L);
    assertThat(
            jdbc.sql("select count(*) from lane where user_id = ? and due_at <= now()")
                .param(user)
                .query(Integer.class)
                .single())
        .as("what waits is not held up by what was before it")
        .isOne();
  }

  /** What is being sent arrives; the worker then finds its lane gone, and sends nothing more. */
  @Test
  void sendsAtMostWhatIsOnItsWayAndCountsANewFeedFromOne(CapturedOutput log) throws Exception {
    List<JsonNode> received = new CopyOnWriteArrayList<>();
    CountDownLatch erased = new CountDownLatch(1);
    try (Receiver receiver = new Receiver()) {
      receiver.conduct(data -> {
        if (!data.path("userId").asString().equals(user)) {
          return Conduct.TAKE;
        }
        received.add(data);
        if (received.size() == 1) {
          awaitQuietly(erased);
        }
        return Conduct.TAKE;
      });
      JsonNode endpoint = Webhooks.post(new Api(port), receiver.url());
      try {
        Events.send(kafka, user, LongStream.rangeClosed(1, 3));
        await().atMost(PATIENCE).until(() -> received.size() == 1 && entries() == 3);

        assertThat(erase(user).statusCode()).isEqualTo(204);
        Events.send(kafka, user, LongStream.of(4));
        await().atMost(PATIENCE).until(() -> received.size() == 2);
        erased.countDown();

        await()
            .during(Duration.ofSeconds(1))
            .atMost(PATIENCE)
            .until(() -> received.size() == 2 && entries() == 1);
      } finally {
        erased.countDown();
        delete("/webhook-endpoints/" + endpoint.path("id").asString());
      }
    }
    assertThat(received.getLast().path("amount").asInt()).isEqualTo(4);
    assertThat(received.getLast().path("sequence").asInt()).isOne();
    assertThat(received.getLast().path("previousId").isNull()).isTrue();
    assertThat(log).doesNotContain(" ERROR ");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int entries() {
    return new Api(port).get("/notifications?userId=" + user).body().path("items").size();
  }

  private HttpResponse<String> erase(String userId) {
    return delete("/users/" + userId);
  }

  private HttpResponse<String> delete(String path) {
    Api api = new Api(port);
    return api.send(HttpRequest.newBuilder(api.uri(path)).DELETE());
  }

  private void fill(String userId) {
    insertEntries(userId, 1, 2500);
    jdbc.sql("insert into read_mark values (?, ?, 3)").params(userId, PARTITION).update();
    jdbc.sql(
            """
            insert into subscription (user_id, address, enabled, language, unsubscribe_token)
            values (?, 'user1@example.com', true, 'en', ?)
            """)
        .params(userId, userId)
        .update();
    for (Endpoint endpoint : List.of(rows.endpoint("anonymous"), rows.endpoint("shop"))) {
      rows.lane(endpoint, userId);
      insertDeliveries(endpoint, userId);
    }
    for (int n = 0; n < 3; n++) {
      insertDeadLetter(userId, n);
    }
  }

  private void insertEntries(String userId, int from, int to) {
    jdbc.sql(
            """
            insert into notification (payment_id, user_id, amount, currency, occurred_at,
                                      received_at, partition, "offset", consumer)
            select uuidv7(), ?, 1, 'EUR', now(), now(), ?, n, 'c' from generate_series(?, ?) n
            """)
        .params(userId, PARTITION, from, to)
        .update();
  }

  /** Of the first seven entries; in all states, and one whose entry was purged. */
  private void insertDeliveries(Endpoint endpoint, String userId) {
    jdbc.sql(
            """
            insert into delivery (target, user_id, sequence, payment_id, state)
            select ?, user_id, "offset",
                   case "offset" when 7 then uuidv7() else payment_id end, "offset" % 3
              from notification
             where user_id = ? and "offset" <= 7
            """)
        .params(endpoint.number(), userId)
        .update();
  }

  private void insertDeadLetter(String userId, int n) {
    jdbc.sql(
            """
            insert into dead_letter (partition, "offset", record_time, reason, detail, record_key,
                                     header_names, header_values, received_at, consumer)
            values (?, ?, now(), 'r', 'd', convert_to(?, 'UTF8'), '{}', '{}', now(), 'c')
            """)
        .params(PARTITION, Math.abs((long) userId.hashCode()) * 10 + n, userId)
        .update();
  }

  private void lock(Connection connection, String select) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setString(1, user);
      statement.execute();
    }
  }

  private int ignoredEvents() {
    return jdbc.sql("select count(*) from erased_user where user_hash = sha256(?)")
        .param(user.getBytes(UTF_8))
        .query(Integer.class)
        .single();
  }

  private int count(String ofTable, String userId) {
    return jdbc.sql("select count(*) from " + ofTable + " where user_id = ?")
        .param(userId)
        .query(Integer.class)
        .single();
  }

  /** Tables in which the user's id is anywhere, as text or as bytes. */
  private List<String> tablesWith(String userId) {
    return jdbc
        .sql("select tablename from pg_tables where schemaname = 'public'")
        .query((row, number) -> row.getString("tablename"))
        .list()
        .stream()
        .filter(each ->
            jdbc.sql(
                    "select exists (select from "
                        + each
                        + " t where position(:user in t::text) > 0"
                        + " or position(:bytes in t::text) > 0)")
                .param("user", userId)
                .param("bytes", HexFormat.of().formatHex(userId.getBytes(UTF_8)))
                .query(Boolean.class)
                .single())
        .toList();
  }
}
