package io.paymentdone.payment.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the relay publishes, and in which order. */
class RelayIntegrationTests {

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
  void publishesInCommitOrderNotInEmitOrder() throws Exception {
    try (var _ = TestReplica.start(database);
        Connection first = database.connect();
        Connection second = database.connect()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      String a = TestDatabase.insert(first, TestDatabase.payment("user1")).toString();
      String b = TestDatabase.insert(second, TestDatabase.payment("user1")).toString();
      second.commit();
      first.commit();

      assertThat(topic.awaitAll(List.of(a, b))).containsExactly(b, a);
    }
  }

  @Test
  void publishesNothingOfARolledBackTransaction() throws Exception {
    try (var _ = TestReplica.start(database);
        Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      TestDatabase.insert(connection, TestDatabase.payment("user1"));
      connection.rollback();
      List<String> behind = database.insert("user1", 1);

      assertThat(topic.awaitAll(behind)).isEqualTo(behind);
    }
  }

  @Test
  void publishesTheRecordOfTheContract() throws Exception {
    PaymentDone payment =
        new PaymentDone(
            UUID.fromString("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f"),
            "üser-😀",
            1250,
            "EUR",
            null,
            Instant.parse("2026-11-22T18:30:00.123456Z"));
    try (var _ = TestReplica.start(database);
        Connection connection = database.connect()) {
      TestDatabase.insert(connection, payment);
      topic.awaitAll(List.of(payment.paymentId().toString()));
    }

    var record = topic.records().getFirst();
    assertThat(new String(record.value(), UTF_8))
        .isEqualTo(
            "{\"paymentId\":\"019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f\",\"userId\":\"üser-😀\","
                + "\"amount\":1250,\"currency\":\"EUR\",\"description\":null,"
                + "\"occurredAt\":\"2026-11-22T18:30:00.123456Z\"}");
    assertThat(record.key()).isEqualTo("üser-😀".getBytes(UTF_8));
    assertThat(record.partition())
        .isEqualTo(Utils.toPositive(Utils.murmur2(record.key())) % Topics.PARTITIONS);
    assertThat(record.headers().toArray()).hasSize(8);
    assertThat(TestTopic.header(record, CloudEventHeaders.SPEC_VERSION)).isEqualTo("1.0");
    assertThat(TestTopic.header(record, CloudEventHeaders.ID))
        .isEqualTo("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f");
    assertThat(TestTopic.header(record, CloudEventHeaders.SOURCE)).isEqualTo("/payments");
    assertThat(TestTopic.header(record, CloudEventHeaders.TYPE))
        .isEqualTo("io.paymentdone.payment-done.v1");
    assertThat(TestTopic.header(record, CloudEventHeaders.TIME))
        .isEqualTo("2026-11-22T18:30:00.123456Z");
    assertThat(TestTopic.header(record, CloudEventHeaders.CONTENT_TYPE))
        .isEqualTo("application/json");
    assertThat(TestTopic.header(record, CloudEventHeaders.TRACEPARENT))
        .isEqualTo(TestDatabase.TRACEPARENT);
    assertThat(TestTopic.header(record, CloudEventHeaders.CALLER)).isEqualTo(TestDatabase.CALLER);
  }

  /** The version before wrote such messages; during an update both run. */
  @Test
  void publishesAMessageOfTheVersionBeforeWithoutCaller() {
    String id = "019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f";
    try (var _ = TestReplica.start(database)) {
      database.execute(
          """
          select pg_logical_emit_message(true, 'payment-done',
              int8send(1) || '\\x01'::bytea || uuid_send('{id}')
              || '\\x0005'::bytea || 'user1'::bytea
              || '\\x1b'::bytea || '2026-11-22T18:30:00.123456Z'::bytea
              || '\\x37'::bytea || '{traceparent}'::bytea
              || '{}'::bytea)
          """
              .replace("{id}", id)
              .replace("{traceparent}", TestDatabase.TRACEPARENT));
      topic.awaitAll(List.of(id));
    }

    var record = topic.records().getFirst();
    assertThat(record.key()).isEqualTo("user1".getBytes(UTF_8));
    assertThat(record.value()).isEqualTo("{}".getBytes(UTF_8));
    assertThat(record.headers().toArray()).hasSize(7);
    assertThat(record.headers().lastHeader(CloudEventHeaders.CALLER)).isNull();
  }

  @Test
  void ignoresForeignAndNonTransactionalMessages() {
    try (var _ = TestReplica.start(database)) {
      database.execute("select pg_logical_emit_message(true, 'other', 'x')");
      database.execute("select pg_logical_emit_message(true, 'payment-done2', 'x')");
      database.execute("select pg_logical_emit_message(false, 'payment-done', 'x')");
      List<String> behind = database.insert("user1", 1);

      assertThat(topic.awaitAll(behind)).isEqualTo(behind);
    }
  }

  @Test
  void advancesAnIdleSlot() {
    try (var _ = TestReplica.start(database).await(Phase.ACTIVE)) {
      // Another database's WAL is this slot's to keep, too.
      TestServers.POSTGRES.createDatabases(List.of("elsewhere"));
      String written = database.query("select pg_current_wal_lsn()");

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> "t".equals(database.slot("confirmed_flush_lsn >= '" + written + "'::pg_lsn")));
    }
  }

  @Test
  void createsTheSlotForFailoverOnce() {
    try (var _ = TestReplica.start(database);
        var _ = TestReplica.start(database)) {
      assertThat(database.slot("plugin || ' ' || failover")).isEqualTo("pgoutput true");
      assertThat(database.query("select healing from relay_progress")).isEqualTo("f");
    }
  }

  @Test
  void oneReplicaRelaysAndTheOtherTakesOver() {
    try (var first = TestReplica.start(database).await(Phase.ACTIVE);
        var second = TestReplica.start(database).await(Phase.STANDBY)) {
      List<String> before = database.insert("user1", 100);
      topic.awaitAll(before);

      first.bean(Relay.class).stop();
      second.await(Phase.ACTIVE);
      List<String> after = database.insert("user1", 100);

      topic.awaitAll(after);
      assertThat(topic.ids().stream().distinct().toList())
          .containsExactlyElementsOf(Stream.concat(before.stream(), after.stream()).toList());
    }
  }
}
