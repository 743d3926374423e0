package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Replica;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class StreamIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @Autowired private DataSource database;
  @Autowired private NewEntries newEntries;
  @Autowired private JdbcConnectionDetails jdbc;
  @Autowired private KafkaConnectionDetails broker;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void streamsNewEntriesOnly() {
    send(1);
    await().atMost(PATIENCE).until(() -> entries() == 1);
    try (FeedStream stream = new FeedStream(new Api(port), user, null)) {
      send(2);
      send(3);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stream.amounts()).containsExactly(2L, 3L));
    }
  }

  /** In bytes: an entry with metadata takes the place of several. */
  @Test
  void readsFewerEntriesWithMetadataAtOnce() {
    Map<String, String> metadata =
        IntStream.range(0, PaymentDone.METADATA_KEYS_MAX)
            .boxed()
            .collect(
                Collectors.toMap(
                    key -> "k" + key, _ -> "v".repeat(PaymentDone.METADATA_VALUE_LENGTH_MAX)));
    Events.send(
        kafka,
        LongStream.rangeClosed(1, 3)
            .mapToObj(amount -> Events.record(Events.event(user, amount, metadata)))
            .toList());
    Events.send(kafka, user, LongStream.rangeClosed(4, 6));
    await().atMost(PATIENCE).until(() -> entries() == 6);

    // 4 KB of metadata, three times, then three entries without.
    assertThat(amountsOfAPoll(4)).containsExactly(1L);
    assertThat(amountsOfAPoll(11)).containsExactly(1L, 2L);
    assertThat(amountsOfAPoll(13)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(amountsOfAPoll(15)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  private List<Long> amountsOfAPoll(int weightMax) {
    Set<NewEntries.Position> positions =
        IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(partition -> new NewEntries.Position(user, partition, -1))
            .collect(Collectors.toSet());
    return newEntries.entriesAfter(positions, weightMax).values().stream()
        .flatMap(List::stream)
        .map(FeedEntry::amount)
        .toList();
  }

  @Test
  void resumesAfterTheLastEventOnAnotherReplica() {
    String last;
    try (FeedStream stream = new FeedStream(new Api(port), user, null)) {
      send(1);
      await().atMost(PATIENCE).until(() -> stream.amounts().size() == 1);
      last = stream.ids().getLast();
    }
    send(2);
    send(3);
    await().atMost(PATIENCE).until(() -> entries() == 3);
    try (Replica other = new Replica("notification-service-2", jdbc, broker);
        FeedStream stream = new FeedStream(other.api(), user, last)) {
      send(4);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stream.amounts()).containsExactly(2L, 3L, 4L));
    }
  }

  @Test
  void missesNothingWhenItBreaksBeforeTheFirstEvent() {
    String beforeAny = idAtBeginning();
    assertThat(beforeAny).isEqualTo("none");
    send(1);
    await().atMost(PATIENCE).until(() -> entries() == 1);
    String behindFirst = idAtBeginning();
    send(2);
    await().atMost(PATIENCE).until(() -> entries() == 2);

    try (FeedStream all = new FeedStream(new Api(port), user, beforeAny);
        FeedStream second = new FeedStream(new Api(port), user, behindFirst)) {
      send(3);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(all.amounts()).containsExactly(1L, 2L, 3L));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(second.amounts()).containsExactly(2L, 3L));
    }
  }

  @Test
  void resumesInEveryPartition() throws SQLException {
    try (Connection connection = database.getConnection()) {
      String last;
      try (FeedStream stream = new FeedStream(new Api(port), user, null)) {
        insert(connection, 0, 10, 1);
        insert(connection, 1, 500, 2);
        await().atMost(PATIENCE).until(() -> stream.amounts().size() == 2);
        last = stream.ids().getLast();
      }
      insert(connection, 0, 11, 3);
      insert(connection, 1, 501, 4);

      try (FeedStream stream = new FeedStream(new Api(port), user, last)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(stream.amounts()).containsExactlyInAnyOrder(3L, 4L));
      }
    }
  }

  /**
   * Partitions of one user exist only with a foreign partitioner; members commit them in any order.
   */
  @Test
  void doesNotMissALowerOffsetThatIsCommittedLater() throws SQLException {
    try (FeedStream stream = new FeedStream(new Api(port), user, null);
        Connection slow = database.getConnection();
        Connection quick = database.getConnection()) {
      slow.setAutoCommit(false);
      insert(slow, 0, 10, 1);
      insert(quick, 1, 500, 2);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stream.amounts()).containsExactly(2L));
      slow.commit();

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stream.amounts()).containsExactly(2L, 1L));
    }
  }

  @Test
  void sendsEachOfTwoStreamsOfAUserItsNewEntries() {
    Events.send(kafka, user, LongStream.rangeClosed(1, 450));
    await().atMost(PATIENCE).until(() -> entriesOfUser() == 450);
    String first = idOfAmount(1);
    try (FeedStream behind = new FeedStream(new Api(port), user, first);
        FeedStream atEnd = new FeedStream(new Api(port), user, null)) {
      send(451);

      await().atMost(PATIENCE).until(() -> behind.amounts().size() == 450);
      assertThat(behind.amounts()).isSorted().doesNotHaveDuplicates().endsWith(451L);
      assertThat(atEnd.amounts()).containsExactly(451L);
    }
  }

  /** Nothing would ever end such a stream: what is sent to it is discarded. */
  @Test
  void opensNoStreamForHead() {
    try (Replica replica =
        new Replica("notification-service-2", jdbc, broker, "notification.stream.clients-max=1")) {
      for (int i = 0; i < 3; i++) {
        assertThat(FeedStream.headStatus(replica.api(), user)).isEqualTo(200);
      }

      try (FeedStream stream = new FeedStream(replica.api(), user, null)) {
        send(1);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(stream.amounts()).containsExactly(1L));
      }
    }
  }

  @Test
  void resumesANewStreamByAParameter() {
    String last;
    try (FeedStream stream = new FeedStream(new Api(port), user, null)) {
      send(1);
      await().atMost(PATIENCE).until(() -> stream.amounts().size() == 1);
      last = stream.ids().getLast();
      assertThat(stream.retries()).containsExactly("2000");
    }
    send(2);
    await().atMost(PATIENCE).until(() -> entries() == 2);
    try (FeedStream stream = FeedStream.anew(new Api(port), user, last)) {
      send(3);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stream.amounts()).containsExactly(2L, 3L));
    }
  }

  /** It would send all that the user ever got as new. */
  @Test
  void refusesTheIdOfAnotherPartition() throws SQLException {
    try (Connection connection = database.getConnection()) {
      insert(connection, 1, 500, 1);
    }

    for (String id : List.of("0-400", "0-400,1-500")) {
      Api.Answer answer =
          new Api(port).get("/notifications/stream?userId=" + user + "&lastEventId=" + id);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo("?lastEventId");
      assertThat(answer.body().at("/errors/0/code").stringValue()).isEqualTo("foreign");
    }
    assertThat(FeedStream.status(new Api(port), user, "0-400")).isEqualTo(400);
    try (FeedStream own = new FeedStream(new Api(port), user, "1-400")) {
      await().atMost(PATIENCE).until(() -> own.amounts().equals(List.of(1L)));
    }
  }

  @Test
  void documentsItsParameters() {
    JsonNode parameters =
        new Api(port)
            .get("/v3/api-docs")
            .body()
            .at("/paths/~1notifications~1stream/get/parameters");

    assertThat(parameters.findValuesAsString("name"))
        .containsExactlyInAnyOrder("userId", "Last-Event-ID", "lastEventId", "Accept-Language");
  }

  @Test
  void tellsEveryStreamOfAUserWhatIsRead() throws SQLException {
    try (Connection connection = database.getConnection();
        Replica other = new Replica("notification-service-2", jdbc, broker);
        FeedStream here = new FeedStream(new Api(port), user, null);
        FeedStream there = new FeedStream(other.api(), user, null);
        FeedStream another = new FeedStream(new Api(port), user + "-other", null)) {
      insert(connection, 1, 500, 1);
      insert(connection, 1, 501, 2);
      await().atMost(PATIENCE).until(() -> here.amounts().size() == 2);
      await().atMost(PATIENCE).until(() -> there.amounts().size() == 2);
      String first = "{\"userId\":\"" + user + "\",\"partition\":1,\"offset\":500}";
      String second = "{\"userId\":\"" + user + "\",\"partition\":1,\"offset\":501}";

      markRead(500);
      for (FeedStream stream : List.of(here, there)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(stream.reads()).containsExactly(first));
      }
      markRead(501);
      // Backwards, so nobody is told.
      markRead(500);
      for (FeedStream stream : List.of(here, there)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(stream.reads()).containsExactly(first, second));
      }
      try (FeedStream late = new FeedStream(other.api(), user, "1-500")) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(late.reads()).containsExactly(second));
        assertThat(late.amounts()).containsExactly(2L);
      }
      assertThat(another.reads()).isEmpty();
    }
  }

  private void markRead(long offset) {
    JsonNode items = new Api(port).get("/notifications?userId=" + user).body().get("items");
    String id =
        items
            .valueStream()
            .filter(item -> item.get("offset").longValue() == offset)
            .map(item -> item.get("id").stringValue())
            .findFirst()
            .orElseThrow();
    String body = "{\"userId\":\"" + user + "\",\"upTo\":\"" + id + "\"}";
    assertThat(new Api(port).put("/notifications/read", body).statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-two", "3-0"})
  void refusesALastEventIdThatItDidNotWrite(String id) {
    assertThat(FeedStream.status(new Api(port), user, id)).isEqualTo(400);
  }

  private String idAtBeginning() {
    try (FeedStream stream = new FeedStream(new Api(port), user, null)) {
      await().atMost(PATIENCE).until(() -> !stream.ids().isEmpty());
      return stream.ids().getFirst();
    }
  }

  private void send(long amount) {
    Events.send(kafka, user, LongStream.of(amount));
  }

  private int entries() {
    return new Api(port).get("/notifications?userId=" + user).body().get("items").size();
  }

  private long entriesOfUser() {
    return number("select count(*) from notification where user_id = ?");
  }

  private String idOfAmount(long amount) {
    String of = " from notification where user_id = ? and amount = " + amount;
    return number("select partition" + of) + "-" + number("select \"offset\"" + of);
  }

  private long number(String sql) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, user);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void insert(Connection connection, int partition, long offset, long amount)
      throws SQLException {
    PaymentDone event = Events.event(user, amount);
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into notification (payment_id, user_id, amount, currency,
                                      occurred_at, received_at, partition, "offset", consumer)
            values (?, ?, ?, 'EUR', now(), now(), ?, ?, 'c')
            """)) {
      statement.setObject(1, event.paymentId());
      statement.setString(2, user);
      statement.setLong(3, amount);
      statement.setInt(4, partition);
      statement.setLong(5, offset);
      statement.executeUpdate();
    }
  }
}
