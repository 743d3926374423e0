package io.paymentdone.payment.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** What the relay does when Kafka, PostgreSQL or the link between is away. */
class RelayOutageIntegrationTests {

  private TestDatabase database;
  private TestTopic topic;

  @BeforeEach
  void open() {
    database = new TestDatabase(TestServers.POSTGRES);
    topic = new TestTopic(TestServers.KAFKA.bootstrapServers());
  }

  @AfterEach
  void close() {
    topic.close();
    database.close();
  }

  private TestReplica startBehind(Link link) {
    return TestReplica.startOn(
            "jdbc:postgresql://127.0.0.1:" + link.port() + "/" + database.name(), database)
        .await(Phase.ACTIVE);
  }

  @Test
  void repeatsWhatWasSentButNotConfirmedWhenKilled() {
    try (var link = Link.to(TestServers.POSTGRES.port());
        var killed = startBehind(link)) {
      link.behave(LinkFault.swallowingRequests());
      List<String> ids = database.insert("user1", 20);
      topic.awaitAll(ids);
      link.reset();
      try (var _ = TestReplica.start(database)) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> topic.ids().size() >= 40);
      }

      assertThat(topic.ids().stream().distinct().toList()).isEqualTo(ids);
      assertThat(topic.ids().subList(20, 40)).isEqualTo(ids);
      link.heal();
      Awaitility.await().until(() -> killed.count("payment.relay.reopened") > 0);
    }
  }

  @Test
  void leavesALinkThatFroze() {
    try (var link = Link.to(TestServers.POSTGRES.port());
        var frozen = startBehind(link);
        var other = TestReplica.start(database).await(Phase.STANDBY)) {
      link.behave(LinkFault.swallowing());
      long start = System.nanoTime();
      List<String> ids = database.insert("user1", 20);

      // Server and client each wait five seconds for the other.
      Awaitility.await()
          .atMost(Duration.ofSeconds(8))
          .until(() -> frozen.status().phase() != Phase.ACTIVE);
      other.await(Phase.ACTIVE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
      assertThat(topic.awaitAll(ids).stream().distinct().toList()).isEqualTo(ids);
      link.heal();
    }
  }

  /** In one test, for starting a broker again takes longest of all: one relay stops, one stays. */
  @Test
  void losesNothingAndStopsQuicklyWithKafkaAndPostgresGone() throws Exception {
    try (var elsewhere = new TestDatabase(TestServers.POSTGRES);
        var _ = TestReplica.start(database).await(Phase.ACTIVE)) {
      TestReplica stopped = TestReplica.start(elsewhere).await(Phase.ACTIVE);
      List<String> ids = new ArrayList<>(database.insert("user1", 50));
      TestServers.KAFKA.kill();
      ids.addAll(database.insert("user1", 50));
      elsewhere.insert("user2", 50);
      TestServers.POSTGRES.kill();
      long start = System.nanoTime();

      stopped.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      TestServers.POSTGRES.start();
      TestServers.KAFKA.launch();
      TestServers.KAFKA.awaitReady(Duration.ofSeconds(60));
      ids.addAll(database.insert("user1", 50));

      topic.awaitAll(ids);
      assertThat(topic.ids().stream().distinct().filter(ids::contains).toList()).isEqualTo(ids);
    }
  }

  @Test
  void closesTheStreamWhileKafkaAcknowledgesNothing() throws Exception {
    try (var replica =
        TestReplica.start(database, "payment.relay.acknowledgement-timeout=2s")
            .await(Phase.ACTIVE)) {
      List<String> ids = new ArrayList<>(database.insert("user1", 5));
      topic.awaitAll(ids);
      signal("STOP");
      try {
        ids.addAll(database.insert("user1", 5));
        replica.await(Phase.WAITING);
        Awaitility.await().until(() -> "f".equals(database.slot("active")));
        assertThat(replica.status().reason()).startsWith("Kafka");
        // Its stream is closed, its events are not published for that.
        RelayWindowState position = replica.bean(RelayWindowState.class);
        assertThat(position.backlogAge(Instant.now())).isPositive();
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() ->
                assertThat(position.silence()).startsWith("Kafka has acknowledged nothing for"));
      } finally {
        signal("CONT");
      }

      topic.awaitAll(ids);
      assertThat(topic.ids().stream().distinct().toList()).isEqualTo(ids);
      Awaitility.await().until(() -> replica.bean(RelayWindowState.class).silence() == null);
    }
  }

  private static void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(TestServers.KAFKA.pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  @Test
  void goesOnAfterPostgresWasKilled() throws Exception {
    try (var _ = TestReplica.start(database).await(Phase.ACTIVE)) {
      List<String> ids = new ArrayList<>(database.insert("user1", 50));
      TestServers.POSTGRES.kill();
      TestServers.POSTGRES.start();
      ids.addAll(database.insert("user1", 50));

      topic.awaitAll(ids);
      assertThat(topic.ids().stream().distinct().toList()).isEqualTo(ids);
    }
  }

  @Test
  void stopsBeforeAnEventItCannotRead() {
    try (var replica = TestReplica.start(database).await(Phase.ACTIVE)) {
      database.execute("select pg_logical_emit_message(true, 'payment-done', '\\x00ff'::bytea)");
      List<String> behind = database.insert("user1", 1);

      replica.await(Phase.BLOCKED);
      assertThat(replica.count("payment.relay.undecodable")).isPositive();
      assertThat(replica.bean(RelayHealthIndicator.class).health().getStatus())
          .isEqualTo(Status.DOWN);
      assertThat(topic.ids()).doesNotContainAnyElementsOf(behind);
      Awaitility.await().until(() -> "f".equals(database.slot("active")));
    }
  }

  @Test
  void sendsNothingBehindAnEventThatTheProducerRefuses() throws Exception {
    try (Connection connection = database.connect();
        var replica =
            TestReplica.start(database, "producer.max.request.size=700").await(Phase.ACTIVE)) {
      connection.setAutoCommit(false);
      TestDatabase.insert(connection, TestDatabase.payment("user1", "x".repeat(500)));
      String behind = TestDatabase.insert(connection, TestDatabase.payment("user1")).toString();
      connection.commit();

      Awaitility.await().until(() -> replica.count("payment.relay.reopened") >= 2);
      assertThat(replica.status().reason()).contains("RecordTooLarge");
      assertThat(topic.ids()).doesNotContain(behind);
    }
  }

  /** As long as nothing gets further, the reason stays, and its attempts become rare. */
  @Test
  void waitsWithoutFlappingWhileKafkaRefusesAnEvent() throws Exception {
    try (Connection connection = database.connect();
        var replica =
            TestReplica.start(database, "producer.max.request.size=700").await(Phase.ACTIVE)) {
      connection.setAutoCommit(false);
      // Acknowledged again at each attempt, without being any progress.
      TestDatabase.insert(connection, TestDatabase.payment("user1"));
      TestDatabase.insert(connection, TestDatabase.payment("user1", "x".repeat(500)));
      connection.commit();
      replica.await(Phase.WAITING);
      Instant since = replica.status().since();

      Awaitility.await()
          .during(Duration.ofSeconds(8))
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> {
            RelayStatus.Snapshot status = replica.status();
            return status.phase() == Phase.WAITING && status.since().equals(since);
          });

      // After 0, 0.5, 1.5, 3.5 and 7.5 s, then each 5 s.
      assertThat(replica.count("payment.relay.reopened")).isBetween(3.0, 6.0);
    }
  }

  /** The first contact may take longer than a send may block. */
  @Test
  void waitsForTheFirstContactWithKafka() throws Exception {
    signal("STOP");
    try (var replica = TestReplica.start(database)) {
      try {
        List<String> ids = database.insert("user1", 5);
        replica.await(Phase.WAITING);
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> String.valueOf(replica.status().reason()).contains("no answer for"));
        signal("CONT");
        topic.awaitAll(ids);
        replica.await(Phase.ACTIVE);
      } finally {
        signal("CONT");
      }
    }
  }

  @Test
  void takesOverWhenTheRelayIsKilled() throws Exception {
    Process killed = RelayProcess.start(database);
    try (var other = TestReplica.start(database).await(Phase.STANDBY)) {
      List<String> ids = new ArrayList<>(database.insert("user1", 100));
      killed.destroyForcibly().waitFor();
      long start = System.nanoTime();
      ids.addAll(database.insert("user1", 100));

      other.await(Phase.ACTIVE);
      // Two seconds are the promise; three times that for a busy machine.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(topic.awaitAll(ids).stream().distinct().toList()).isEqualTo(ids);
    } finally {
      killed.destroyForcibly();
    }
  }

  @Test
  void refusesPaymentsWhileATransactionElsewhereHoldsBackTheWal() throws Exception {
    TestServers.POSTGRES.createDatabases(List.of("elsewhere"));
    try (var replica =
            TestReplica.start(database, "payment.relay.retained-wal-max=8MB").await(Phase.ACTIVE);
        Connection elsewhere = TestServers.POSTGRES.connect("elsewhere");
        Statement statement = elsewhere.createStatement()) {
      var backpressure = replica.bean(WalBackpressure.class);
      assertThat(backpressure.refusal()).isNull();
      elsewhere.setAutoCommit(false);
      statement.execute("select pg_current_xact_id()");
      database.execute("create table filler (text text storage external)");
      database.execute(
          "insert into filler select repeat(md5(i::text), 60) from generate_series(1, 8000) i");

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(backpressure.refusal())
                  .isNotNull()
                  .matches(refusal -> refusal.code().equals("relay-backlog"))
                  .matches(refusal -> refusal.detail().contains("database elsewhere")));
      elsewhere.commit();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> {
            database.execute("checkpoint");
            assertThat(backpressure.refusal()).isNull();
          });
    }
  }
}
