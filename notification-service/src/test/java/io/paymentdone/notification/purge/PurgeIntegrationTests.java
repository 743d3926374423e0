package io.paymentdone.notification.purge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.paymentdone.notification.feed.FeedProperties;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class PurgeIntegrationTests {

  private static final int BATCH = 10;
  private static final Duration RETENTION = Duration.ofDays(400);
  private static final Duration MARGIN = Duration.ofDays(1);
  private static final Duration OLD = RETENTION.plusDays(10);

  @Autowired private JdbcTemplate jdbc;
  @Autowired private DataSource dataSource;
  @Autowired private DeliveryPurge deliveries;

  private final String user = "user-" + UUID.randomUUID();

  @AfterEach
  void clear() {
    jdbc.update("delete from notification where user_id = ?", user);
    jdbc.update("delete from dead_letter where consumer = ?", user);
  }

  @Test
  void deletesOnlyRowsThatAReplayCannotBringBack() {
    Duration end = RETENTION.plus(MARGIN);
    List<Duration> kept = List.of(Duration.ZERO, RETENTION.plusHours(1), end.minusMinutes(1));
    kept.forEach(age -> insert(age, 1));
    insert(end.plusMinutes(1), 1);
    insert(end.plusDays(1000), 1);

    assertThat(newPurge().purge()).isEqualTo(4);
    assertThat(count("notification where user_id = ?")).isEqualTo(kept.size());
    assertThat(count("dead_letter where consumer = ?")).isEqualTo(kept.size());
    assertThat(newPurge().purge()).isZero();
  }

  /** Longer than the retention: a segment with little traffic is deleted up to a week later. */
  @Test
  void forgetsErasedUsersOnceTheTopicHasNoneOfTheirEvents() {
    jdbc.update(
        """
        insert into erased_user (user_hash, partition, "offset", erased_at)
        select sha256(?), days, 1, now() - make_interval(days => days)
          from unnest('{7, 14, 16, 17}'::integer[]) days
        """,
        user.getBytes(UTF_8));
    jdbc.update(
        "insert into erased_entries values (now() - interval '400 days', 1),"
            + " (now() - interval '402 days', 1)");

    assertThat(newPurge().purge()).isEqualTo(3);

    assertThat(
            jdbc.queryForList(
                "delete from erased_user where user_hash = sha256(?) returning partition",
                Integer.class,
                user.getBytes(UTF_8)))
        .containsExactlyInAnyOrder(7, 14);
    assertThat(jdbc.update("delete from erased_entries where slice < now() - interval '1 day'"))
        .isOne();
  }

  @Test
  void deletesAFewRowsInEachTransaction() {
    insert(OLD, 3 * BATCH + 5);
    jdbc.execute("create table purged (rows bigint, transaction xid8)");
    jdbc.execute(
        """
        create function note_purged() returns trigger language plpgsql as $$ begin
          insert into purged select count(*), pg_current_xact_id() from gone;
          return null;
        end $$
        """);
    jdbc.execute(
        """
        create trigger note_purged after delete on notification
        referencing old table as gone for each statement execute function note_purged()
        """);
    try {
      newPurge().purge();

      assertThat(jdbc.queryForList("select rows from purged where rows > 0", Long.class))
          .containsExactly(10L, 10L, 10L, 5L);
      assertThat(
              jdbc.queryForObject(
                  "select count(distinct transaction) from purged where rows > 0", Long.class))
          .isEqualTo(4);
    } finally {
      jdbc.execute("drop trigger note_purged on notification");
      jdbc.execute("drop function note_purged");
      jdbc.execute("drop table purged");
    }
  }

  /** A plan that reads the table reads all that earlier batches left in front of the rest. */
  @ParameterizedTest
  @ValueSource(strings = {Purge.NOTIFICATIONS, Purge.DEAD_LETTERS, Purge.ERASED_USERS})
  void startsAtTheOldestRow(String statement) throws SQLException {
    assertThat(plan(statement)).contains("_age on ").doesNotContain("Seq Scan", "Bitmap", "Sort");
  }

  @Test
  void waitsForNoOtherReplica() throws SQLException {
    insert(OLD, 3 * BATCH);
    try (Connection other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      lock(other, BATCH);

      int deleted = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> newPurge().purge());

      assertThat(deleted).isEqualTo(2 * (3 * BATCH - BATCH));
      other.rollback();
    }
    assertThat(newPurge().purge()).isEqualTo(2 * BATCH);
  }

  @Test
  void sharesTheWorkWithAnotherReplica() throws Exception {
    insert(OLD, 30 * BATCH);
    try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
      Future<Integer> one = replicas.submit(() -> newPurge().purge());
      Future<Integer> other = replicas.submit(() -> newPurge().purge());

      int first = one.get(30, TimeUnit.SECONDS);
      int second = other.get(30, TimeUnit.SECONDS);
      // A batch whose rows the other has locked may be short: the rest is the next run's.
      int rest = newPurge().purge();
      assertThat(first + second + rest).isEqualTo(2 * 30 * BATCH);
    }
    assertThat(count("notification where user_id = ?")).isZero();
  }

  private Purge newPurge() {
    FeedProperties feed = new FeedProperties(RETENTION, Duration.ofHours(1), BATCH);
    return new Purge(new BatchedDelete(jdbc, feed), deliveries, feed, Clock.systemUTC());
  }

  private void insert(Duration age, int count) {
    var time = Instant.now().minus(age).atOffset(ZoneOffset.UTC);
    IntStream.range(0, count)
        .forEach(i -> {
          jdbc.update(
              """
              insert into notification (payment_id, user_id, amount, currency,
                                        occurred_at, received_at, partition, "offset", consumer)
              values (?, ?, 1, 'EUR', ?, now(), 0, ?, 'c')
              """,
              UUID.randomUUID(),
              user,
              time,
              i);
          jdbc.update(
              """
              insert into dead_letter (partition, "offset", record_time, reason, detail,
                                       header_names, header_values, received_at, consumer)
              values (9, (select coalesce(max("offset"), 0) + 1 from dead_letter where partition = 9),
                      now(), 'r', 'd', '{}', '{}', ?, ?)
              """,
              time,
              user);
        });
  }

  private void lock(Connection connection, int rows) throws SQLException {
    for (String table : List.of("notification where user_id", "dead_letter where consumer")) {
      try (PreparedStatement select =
          connection.prepareStatement("select 1 from " + table + " = ? limit ? for update")) {
        select.setString(1, user);
        select.setInt(2, rows);
        select.execute();
      }
    }
  }

  /** As for a large table: the planner would read a small one whole. */
  private String plan(String statement) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement large =
              connection.prepareStatement(
                  """
                  select set_config('enable_seqscan', 'off', true),
                         set_config('enable_bitmapscan', 'off', true)
                  """);
          PreparedStatement explain = connection.prepareStatement("explain " + statement)) {
        large.execute();
        explain.setString(1, Instant.now().toString());
        explain.setInt(2, BATCH);
        try (ResultSet lines = explain.executeQuery()) {
          while (lines.next()) {
            plan.add(lines.getString(1));
          }
        }
      }
      connection.rollback();
    }
    return String.join("\n", plan);
  }

  private int count(String from) {
    Integer count = jdbc.queryForObject("select count(*) from " + from, Integer.class, user);
    return count == null ? -1 : count;
  }
}
