package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Replica;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class ReadIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Autowired private JdbcClient jdbc;
  @Autowired private ReadMarks marks;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails broker;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();

  @AfterEach
  void removeEntries() {
    remove(user);
  }

  @Test
  void marksAnItemAndAllBelowItAsRead() {
    List<UUID> ids = IntStream.rangeClosed(1, 4).mapToObj(offset -> insert(1, offset)).toList();
    assertThat(read()).containsExactly(false, false, false, false);

    assertThat(mark(ids.get(1)).statusCode()).isEqualTo(204);

    assertThat(read()).containsExactly(false, false, true, true);
    assertThat(unread(new Api(port))).isEqualTo("2 false");
    insert(1, 5);
    assertThat(read()).containsExactly(false, false, false, true, true);
    JsonNode ofPayment =
        new Api(port)
            .get("/notifications?paymentId=" + items().getLast().get("paymentId").stringValue())
            .body();
    assertThat(ofPayment.at("/items/0/read").booleanValue()).isTrue();
  }

  @Test
  void movesForwardOnly() {
    List<UUID> ids = IntStream.rangeClosed(1, 3).mapToObj(offset -> insert(1, offset)).toList();

    for (int item : new int[] {1, 0, 1, 0}) {
      assertThat(mark(ids.get(item)).statusCode()).isEqualTo(204);
      assertThat(read()).containsExactly(false, true, true);
    }
  }

  /** Else an erasure of the user could end between the two, and the mark stay for ever. */
  @Test
  void locksTheEntryUntilTheMarkIsThere() {
    UUID id = insert(1, 1);
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          marks.mark(user, id);
          assertThat(CompletableFuture.supplyAsync(() -> unlocked(id)).join()).isZero();
          status.setRollbackOnly();
        });
    assertThat(unlocked(id)).isOne();
  }

  private int unlocked(UUID id) {
    return jdbc.sql("select id from notification where id = ? for update skip locked")
        .param(id)
        .query(UUID.class)
        .list()
        .size();
  }

  @Test
  void keepsTheFurthestOfMarksThatAreSetAtOnce() {
    List<UUID> ids = IntStream.rangeClosed(1, 40).mapToObj(offset -> insert(1, offset)).toList();

    CompletableFuture.allOf(
            ids.reversed().stream()
                .map(id -> CompletableFuture.supplyAsync(() -> mark(id)))
                .map(answer -> answer.thenAccept(it -> assertThat(it.statusCode()).isEqualTo(204)))
                .toArray(CompletableFuture[]::new))
        .join();

    assertThat(read()).hasSize(40).containsOnly(true);
  }

  /** One replica marks, the other one counts, and new entries come through both. */
  @Test
  void isExactOnEveryReplicaWhilePartitionsMove() {
    List<String> users =
        IntStream.range(0, Topics.PARTITIONS).mapToObj(number -> user + "-" + number).toList();
    AtomicInteger sent = new AtomicInteger();
    Api one = new Api(port);
    try (ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        Replica replica = new Replica("notification-service-2", database, broker)) {
      Api other = replica.api();
      var _ =
          load.scheduleAtFixedRate(
              () -> {
                sendToEach(users);
                sent.incrementAndGet();
              },
              0,
              20,
              TimeUnit.MILLISECONDS);
      await()
          .atMost(PATIENCE)
          .until(() -> {
            users.forEach(of -> markAndCount(of, one, other));
            users.forEach(of -> markAndCount(of, other, one));
            return users.stream().anyMatch(of -> number("distinct consumer", of) == 2);
          });
      load.shutdown();
      await().atMost(PATIENCE).until(load::isTerminated);
      for (String of : users) {
        await().atMost(PATIENCE).until(() -> number("*", of) == sent.get());
        mark(one, of, items(one, of).getFirst().get("id").stringValue());
        assertThat(unread(other, of)).isEqualTo("0 false");
      }
    } finally {
      users.forEach(this::remove);
    }
  }

  /** Each user's is in a partition of its own. */
  private void sendToEach(List<String> users) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String of : users) {
      ProducerRecord<byte[], byte[]> record = Events.record(Events.event(of, 1));
      records.add(
          new ProducerRecord<>(
              record.topic(), records.size(), record.key(), record.value(), record.headers()));
    }
    Events.send(kafka, records);
  }

  /** Marks the older half of what is unread. */
  private void markAndCount(String of, Api marking, Api counting) {
    List<JsonNode> unread = items(marking, of).stream().filter(item -> !isRead(item)).toList();
    if (unread.isEmpty()) {
      return;
    }
    String marked = unread.get(unread.size() / 2).get("id").stringValue();
    assertThat(mark(marking, of, marked).statusCode()).isEqualTo(204);

    List<JsonNode> before = items(counting, of);
    long counted = count(counting, of).get("unread").longValue();
    List<JsonNode> after = items(counting, of);
    assertThat(
            before.stream()
                .dropWhile(item -> !item.get("id").stringValue().equals(marked))
                .filter(item -> !isRead(item)))
        .isEmpty();
    assertThat(counted)
        .isBetween(
            before.stream().filter(item -> !isRead(item)).count(),
            after.stream().filter(item -> !isRead(item)).count());
  }

  @Test
  void countsExactlyUpToAHundred() {
    assertThat(unread(new Api(port))).isEqualTo("0 false");
    List<UUID> ids = IntStream.rangeClosed(1, 102).mapToObj(offset -> insert(1, offset)).toList();
    assertThat(unread(new Api(port))).isEqualTo("100 true");

    mark(ids.get(0));
    assertThat(unread(new Api(port))).isEqualTo("100 true");
    mark(ids.get(1));
    assertThat(unread(new Api(port))).isEqualTo("100 false");
    mark(ids.get(2));
    assertThat(unread(new Api(port))).isEqualTo("99 false");
    mark(ids.getLast());
    assertThat(unread(new Api(port))).isEqualTo("0 false");
  }

  /** Entries that are read are not looked at, however many there are. */
  @Test
  void countsFromTheMarkOnByAnIndex() {
    List<String> plan =
        new TransactionTemplate(transactions)
            .execute(transaction -> {
              // As if the table were large.
              jdbc.sql("set local enable_seqscan = off").update();
              jdbc.sql("set local enable_bitmapscan = off").update();
              return jdbc.sql("explain (costs off) " + ReadMarks.UNREAD)
                  .param("userId", user)
                  .param("none", Long.MIN_VALUE)
                  .param("limit", ReadMarks.UNREAD_MAX + 1)
                  .query(String.class)
                  .list();
            });

    assertThat(String.join("\n", plan))
        .containsPattern("using notification_feed on notification n")
        .containsPattern("Index Cond: .*user_id.*partition.*offset\" > COALESCE");
  }

  /** As after a change of the number of partitions: the feed lists the higher partition first. */
  @Test
  void leavesUnreadWhatComesLaterInAnyPartition() {
    insert(0, 7);
    UUID newest = insert(2, 100);
    UUID lower = insert(0, 8);
    insert(1, 3);
    assertThat(unread(new Api(port))).isEqualTo("4 false");

    mark(lower);
    assertThat(read()).as("2-100, 1-3, 0-8, 0-7").containsExactly(false, false, true, true);
    mark(newest);
    assertThat(read()).containsOnly(true);

    insert(0, 9);
    insert(1, 4);
    insert(2, 101);
    assertThat(read())
        .as("2-101, 2-100, 1-4, 1-3, 0-9, 0-8, 0-7")
        .containsExactly(false, true, false, true, false, true, true);
    assertThat(unread(new Api(port))).isEqualTo("3 false");
  }

  @Test
  void refusesAnItemThatIsNotInTheUsersFeed() {
    insert(1, 1);
    UUID foreign = insert(1, 2);
    jdbc.sql("update notification set user_id = user_id || '-other' where id = ?")
        .param(foreign)
        .update();

    for (UUID id : List.of(foreign, UUID.randomUUID())) {
      HttpResponse<String> answer = mark(id);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(json(answer).get("code").stringValue()).isEqualTo("unknown-item");
    }
    assertThat(read()).containsExactly(false);
    jdbc.sql("delete from notification where id = ?").param(foreign).update();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"userId\":\"u\"}",
        "{\"userId\":\"u\",\"upTo\":null}",
        "{\"userId\":\"u\",\"upTo\":7}",
        "{\"userId\":\"u\",\"upTo\":\"\"}",
        "{\"userId\":\"u\",\"upTo\":\"1-500\"}",
        "{\"userId\":\"u\",\"upTo\":\"' OR 1=1--\"}",
        "{\"userId\":\"u\",\"upTo\":\"zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz\"}",
        "{\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}",
        "{\"userId\":\"\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}",
        "{\"userId\":1,\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}",
        "{\"userId\":\"\\u0000\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}",
        "{\"userId\":\"\\ud800\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}",
        "{\"userId\":\"\\u202e\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}",
        "{\"userId\":\"u\",\"userId\":\"u\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}",
        "{\"userId\":\"u\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\",\"read\":true}",
        "{\"userId\":\"u\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\"} {}",
        "\uFEFF{\"userId\":\"u\",\"upTo\":\"019a0000-0000-7000-8000-000000000000\"}"
      })
  void refusesABadBody(String body) {
    HttpResponse<String> answer = new Api(port).put("/notifications/read", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("code").stringValue()).isNotBlank();
  }

  @Test
  void namesEveryWrongField() {
    JsonNode problem = json(new Api(port).put("/notifications/read", "{\"upTo\":\"x\"}"));

    assertThat(problem.get("code").stringValue()).isEqualTo("invalid-request");
    assertThat(problem.get("errors").findValuesAsString("pointer"))
        .containsExactly("/userId", "/upTo");
  }

  private UUID insert(int partition, long offset) {
    return jdbc.sql(
            """
            insert into notification (payment_id, user_id, amount, currency, occurred_at,
                                      received_at, partition, "offset", consumer)
            values (?, ?, 1, 'EUR', now(), now(), ?, ?, 'c')
            returning id
            """)
        .params(Events.newId(), user, partition, offset)
        .query(UUID.class)
        .single();
  }

  private void remove(String of) {
    jdbc.sql("delete from notification where user_id = ?").param(of).update();
  }

  /** Counts entries of a user. */
  private int number(String what, String of) {
    return jdbc.sql("select count(" + what + ") from notification where user_id = ?")
        .param(of)
        .query(Integer.class)
        .single();
  }

  private HttpResponse<String> mark(UUID id) {
    return mark(new Api(port), user, id.toString());
  }

  private static HttpResponse<String> mark(Api api, String of, String id) {
    return api.put("/notifications/read", "{\"userId\":\"" + of + "\",\"upTo\":\"" + id + "\"}");
  }

  private String unread(Api api) {
    return unread(api, user);
  }

  private static String unread(Api api, String of) {
    JsonNode answer = count(api, of);
    assertThat(answer.propertyNames()).containsExactly("userId", "unread", "capped");
    assertThat(answer.get("userId").stringValue()).isEqualTo(of);
    return answer.get("unread").intValue() + " " + answer.get("capped").booleanValue();
  }

  private static JsonNode count(Api api, String of) {
    return api.get("/notifications/unread?userId=" + of).body();
  }

  /** Whether the items are read, as the feed lists them. */
  private List<Boolean> read() {
    return items().stream().map(ReadIntegrationTests::isRead).toList();
  }

  private static boolean isRead(JsonNode item) {
    return item.get("read").booleanValue();
  }

  private List<JsonNode> items() {
    return items(new Api(port), user);
  }

  private static List<JsonNode> items(Api api, String of) {
    return api.get("/notifications?limit=100&userId=" + of)
        .body()
        .get("items")
        .valueStream()
        .toList();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
