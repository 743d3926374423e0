package io.paymentdone.payment.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import io.paymentdone.payment.relay.replication.SlotNameGuard;
import io.paymentdone.payment.writer.Refusal;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** A slot that is lost: no payment may be missing on the topic. */
class SlotHealingIntegrationTests {

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

  @Test
  void healsASlotDroppedWhilePaymentsComeIn() {
    try (var replica = TestReplica.start(database).await(Phase.ACTIVE)) {
      List<String> ids = new ArrayList<>(database.insert("user1", 50));
      var meanwhile = CompletableFuture.supplyAsync(() -> database.insert("user1", 500));
      database.dropSlot();
      ids.addAll(meanwhile.join());
      ids.addAll(database.insert("user1", 50));

      topic.awaitAll(ids);
      replica.await(Phase.ACTIVE);
      assertThat(replica.count("payment.relay.healed")).isEqualTo(1);
      assertThat(database.query("select healing from relay_progress")).isEqualTo("f");
      assertThat(database.slot("failover")).isEqualTo("t");
    }
  }

  @Test
  void healsASlotInvalidatedWhilePaymentsComeIn(@TempDir Path directory) {
    try (var server =
            PostgresServer.start(
                directory, Ports.free(), Map.of("max_slot_wal_keep_size", "32MB"));
        var small = new TestDatabase(server);
        var link = Link.to(server.port());
        var replica =
            TestReplica.startOn(
                    "jdbc:postgresql://127.0.0.1:" + link.port() + "/" + small.name(), small)
                .await(Phase.ACTIVE)) {
      List<String> ids = new ArrayList<>(small.insert("user1", 50));
      // Nothing is confirmed any more, and WAL runs past what the slot may keep.
      link.behave(LinkFault.swallowingRequests());
      for (int i = 0; i < 6; i++) {
        ids.addAll(small.insert("user1", 10));
        small.execute("select pg_switch_wal()");
      }
      small.execute("checkpoint");
      assertThat(small.slot("invalidation_reason")).isEqualTo("wal_removed");
      link.heal();
      ids.addAll(small.insert("user1", 50));

      topic.awaitAll(ids);
      replica.await(Phase.ACTIVE);
      assertThat(replica.count("payment.relay.healed")).isEqualTo(1);
      assertThat(small.slot("wal_status")).isEqualTo("reserved");
    }
  }

  @Test
  void republishesInOrderOfSeqTheSameRecords() {
    try (var _ = TestReplica.start(database).await(Phase.ACTIVE)) {
      topic.awaitAll(database.insert("user1", 20));
    }
    database.dropSlot();
    List<String> missed = database.insert("user1", 20);
    try (var _ = TestReplica.start(database)) {
      topic.awaitAll(missed);
    }

    assertThat(topic.ids().stream().filter(missed::contains).toList()).isEqualTo(missed);
    var byId = topic.records().stream().collect(Collectors.groupingBy(TestTopic::id));
    assertThat(byId).hasSize(40);
    for (var same : byId.values()) {
      for (var record : same) {
        assertThat(record.value()).isEqualTo(same.getFirst().value());
        assertThat(record.headers()).isEqualTo(same.getFirst().headers());
        assertThat(TestTopic.header(record, CloudEventHeaders.CALLER))
            .isEqualTo(TestDatabase.CALLER);
        assertThat(record.partition()).isEqualTo(same.getFirst().partition());
      }
    }
  }

  @Test
  void goesOnWithAHealingThatWasInterrupted() {
    try (var _ = TestReplica.start(database).await(Phase.ACTIVE)) {
      topic.awaitAll(database.insert("user1", 5));
    }
    database.dropSlot();
    List<String> missed = database.insert("user1", 10);
    // What a relay killed after it created the new slot leaves behind.
    database.execute("update relay_progress set healing = true");
    database.execute(
        "select pg_create_logical_replication_slot('"
            + database.name()
            + "', 'pgoutput', failover => true)");

    try (var replica = TestReplica.start(database).await(Phase.ACTIVE)) {
      topic.awaitAll(missed);
      assertThat(replica.count("payment.relay.healed")).isEqualTo(1);
    }
  }

  /** The session that holds the lock is idle while another one reads. */
  @Test
  void healsOnceWhereTheServerEndsIdleSessions() {
    database.execute("alter database " + database.name() + " set idle_session_timeout = '300ms'");
    insertInBulk(20_000);
    try (var replica = TestReplica.start(database, SLOWLY).await(Phase.ACTIVE)) {
      assertThat(replica.count("payment.relay.healed")).isEqualTo(1);
      assertThat(replica.count("payment.relay.republished")).isEqualTo(20_000);
    }
  }

  @Test
  void goesOnWhereAHealingWasInterrupted() {
    insertInBulk(20_000);
    double before;
    try (var interrupted = TestReplica.start(database, SLOWLY)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> !"0".equals(database.query("select published_seq from relay_progress")));
      interrupted.bean(Relay.class).stop();
      before = interrupted.count("payment.relay.republished");
    }
    assertThat(before).isLessThan(20_000);
    int noted =
        Integer.parseInt(
            String.valueOf(database.query("select published_seq from relay_progress")));

    try (var replica = TestReplica.start(database).await(Phase.ACTIVE)) {
      assertThat(replica.count("payment.relay.republished")).isEqualTo(20_000.0 - noted);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> topic.ids().stream().distinct().count() == 20_000);
    }
  }

  /** So slow that it takes seconds. */
  private static final String[] SLOWLY = {
    "payment.relay.in-flight-events-max=50", "producer.linger.ms=10"
  };

  private void insertInBulk(int count) {
    database.execute(
        "insert into payment (id, caller, user_id, amount, currency, created_at, traceparent)"
            + " select gen_random_uuid(), 'test', 'user' || i % 100, 1, 'EUR', now(), '"
            + TestDatabase.TRACEPARENT
            + "' from generate_series(1, "
            + count
            + ") i");
  }

  @Test
  void leavesASlotOfAnotherDatabaseAlone() {
    try (var elsewhere = new TestDatabase(TestServers.POSTGRES);
        var owner = TestReplica.start(database).await(Phase.ACTIVE);
        var second =
            TestReplica.startOn(
                    TestServers.POSTGRES.jdbcUrl(elsewhere.name()),
                    TestServers.KAFKA.bootstrapServers(),
                    database.name())
                .await(Phase.SLOT_TAKEN)) {
      assertThat(second.status().reason())
          .contains("database " + database.name(), "payment.relay.slot");
      assertThat(second.bean(SlotNameGuard.class).refusal())
          .extracting(Refusal::code)
          .isEqualTo("relay-slot-taken");
      assertThat(second.bean(SlotNameGuard.class).health().getStatus()).isEqualTo(Status.DOWN);
      assertThat(second.bean(RelayHealthIndicator.class).health().getStatus())
          .isEqualTo(Status.DOWN);

      // While its owner pauses, nobody keeps the second from dropping it.
      owner.bean(Relay.class).stop();
      List<String> ids = new ArrayList<>(database.insert("user1", 5));
      Awaitility.await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(5))
          .until(() -> database.name().equals(database.slot("database")));
      owner.bean(Relay.class).start();
      topic.awaitAll(ids);
      assertThat(owner.count("payment.relay.healed")).isZero();

      // What reached the second's table all the same is published once the name is free.
      owner.bean(Relay.class).stop();
      List<String> stored = elsewhere.insert("user2", 5);
      database.dropSlot();
      topic.awaitAll(stored);
      second.await(Phase.ACTIVE);
      Awaitility.await()
          .untilAsserted(() -> assertThat(second.bean(SlotNameGuard.class).refusal()).isNull());
    }
  }

  @Test
  void publishesPaymentsOlderThanTheFirstSlot() {
    List<String> older = database.insert("user1", 10);

    try (var _ = TestReplica.start(database).await(Phase.ACTIVE)) {
      assertThat(topic.awaitAll(older)).isEqualTo(older);
    }
  }

  @Test
  void waitsForHandsWhenHealingByItselfIsOff() {
    try (var replica =
        TestReplica.start(database, "payment.relay.heal-automatically=false").await(Phase.ACTIVE)) {
      List<String> ids = new ArrayList<>(database.insert("user1", 10));
      database.dropSlot();
      replica.await(Phase.LOST);
      ids.addAll(database.insert("user1", 10));
      assertThat(replica.bean(RelayHealthIndicator.class).health().getStatus())
          .isEqualTo(Status.DOWN);
      assertThat(database.slot("slot_name")).isNull();

      republish("1");

      topic.awaitAll(ids);
      replica.await(Phase.ACTIVE);
      Awaitility.await()
          .until(() ->
              replica.bean(RelayHealthIndicator.class).health().getStatus().equals(Status.UP));
    }
  }

  @Test
  void republishesByHandFromASeqOrATime() {
    try (var _ = TestReplica.start(database).await(Phase.ACTIVE)) {
      List<String> ids = database.insert("user1", 10);
      topic.awaitAll(ids);

      republish("8");
      Awaitility.await().until(() -> topic.ids().size() == 13);
      assertThat(topic.ids().subList(10, 13)).isEqualTo(ids.subList(7, 10));

      String time =
          database.query(
              "select to_char(created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from payment where"
                  + " seq = 10");
      republish(String.valueOf(time));
      Awaitility.await().until(() -> topic.ids().size() == 14);
      assertThat(topic.ids().getLast()).isEqualTo(ids.getLast());
    }
  }

  private void republish(String since) {
    RepublishApplication.run(
        new String[] {
          "--payment.relay.republish",
          "--since=" + since,
          "--payment.relay.slot=" + database.name(),
          "--spring.datasource.url=" + TestServers.POSTGRES.jdbcUrl(database.name()),
          "--spring.datasource.username=postgres",
          "--spring.datasource.password=postgres",
          "--spring.kafka.bootstrap-servers=" + TestServers.KAFKA.bootstrapServers()
        });
  }

  @Test
  void recordedProgressWaitsForTransactionsWithALowerSeq() throws Exception {
    try (var _ = TestReplica.start(database).await(Phase.ACTIVE);
        Connection open = database.connect()) {
      open.setAutoCommit(false);
      String held = TestDatabase.insert(open, TestDatabase.payment("user1")).toString();
      List<String> later = database.insert("user1", 5);
      topic.awaitAll(later);

      Awaitility.await()
          .during(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(6))
          .until(() -> "0".equals(database.query("select published_seq from relay_progress")));

      open.commit();
      topic.awaitAll(List.of(held));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> "6".equals(database.query("select published_seq from relay_progress")));
    }
  }
}
