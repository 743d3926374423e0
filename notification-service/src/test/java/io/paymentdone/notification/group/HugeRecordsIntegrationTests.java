package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.ChildReplica;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Group;
import io.paymentdone.notification.Replica;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A replica with less memory than a record needs outlives it, and everybody has their feed. */
class HugeRecordsIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the user of another partition, or behind an honest batch, may wait. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  /** As configured in application.yaml. */
  private static final int POLL_RECORDS_MAX = 1_000;

  private static final int HUGE = 200 * 1024 * 1024;
  private static final String DATABASE = "huge";

  @TempDir private static Path directory;
  private static KafkaServer kafka;
  private static PostgresServer postgres;
  private static Group group;
  private static ChildReplica replica;
  private static JdbcClient jdbc;

  private final String user = "user-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    kafka = KafkaServer.start(directory.resolve("kafka"));
    PaymentTopics.create(kafka.bootstrapServers(), 1);
    postgres = PostgresServer.start(directory.resolve("postgres"));
    postgres.createDatabases(List.of(DATABASE));
    jdbc =
        JdbcClient.create(
            new DriverManagerDataSource(
                postgres.jdbcUrl(DATABASE), PostgresServer.USER, PostgresServer.PASSWORD));
    group = new Group(List.of(kafka.bootstrapServers()), Topics.NOTIFICATION_GROUP);
    // 200 MB of blanks are 10 MB with snappy.
    group
        .admin()
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, Topics.PAYMENT_DONE),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("max.message.bytes", "20000000"), OpType.SET))))
        .all()
        .get();
    replica =
        new ChildReplica(
            List.of("-Xmx160m"),
            directory.resolve("replica.log"),
            List.of(
                "notification.client-id=small",
                "spring.datasource.url=" + postgres.jdbcUrl(DATABASE),
                "spring.datasource.username=" + PostgresServer.USER,
                "spring.datasource.password=" + PostgresServer.PASSWORD,
                "spring.kafka.bootstrap-servers=" + kafka.bootstrapServers()));
    await().atMost(PATIENCE).until(() -> replica.answers("/readyz", 200));
  }

  @AfterAll
  static void stop() {
    replica.close();
    group.close();
    kafka.close();
    postgres.close();
  }

  @AfterEach
  void isAlive() {
    assertThat(replica.isAlive()).as(replica.log()).isTrue();
    await().atMost(PATIENCE).until(() -> group.lag() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip", "lz4", "snappy"})
  void readsTheOtherRecordsOfABatchWithHugeOnes(String compression) {
    List<PaymentDone> events =
        List.of(Events.event(user, 1), Events.event(user, 2), Events.event(user, 3));
    List<ProducerRecord<byte[], byte[]>> batch =
        List.of(
            of(1, events.get(0)),
            of(1, user, blanks(HUGE)),
            of(1, events.get(1)),
            of(1, user, blanks(HUGE)),
            of(1, events.get(2)));

    List<RecordMetadata> sent = send(compression, 2 * HUGE + 1_000_000, batch);
    PaymentDone other = Events.event("other-" + user, 4);
    send("none", 16_384, List.of(of(2, other)));

    await().atMost(WAIT_MAX).until(() -> isInFeed(other));
    await().atMost(PATIENCE).until(() -> events.stream().allMatch(this::isInFeed));
    assertThat(details(sent.get(1))).singleElement().asString().contains(Integer.toString(HUGE));
    assertThat(details(sent.get(3))).hasSize(1);
    assertThat(number("select count(*) from dead_letter where record_value is not null")).isZero();
  }

  @Test
  void survivesHugeRecordsOnAllPartitionsAtOnce() {
    List<PaymentDone> events = new ArrayList<>();
    List<RecordMetadata> sent = new ArrayList<>();
    for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
      PaymentDone event = Events.event(user, partition + 1);
      events.add(event);
      sent.addAll(send("zstd", 16_384, List.of(of(partition, user, blanks(HUGE)))));
      sent.addAll(send("zstd", 16_384, List.of(of(partition, user, blanks(HUGE)))));
      send("zstd", 16_384, List.of(of(partition, event)));
    }

    await().atMost(PATIENCE).until(() -> events.stream().allMatch(this::isInFeed));
    assertThat(sent).allSatisfy(place -> assertThat(details(place)).hasSize(1));
  }

  /**
   * Small enough to be allocated, perhaps, but too large for everything else; up to those that
   * cannot be allocated.
   */
  @ParameterizedTest
  @ValueSource(ints = {30, 60, 90, 120, 150})
  void survivesRecordsThatNearlyFillTheHeap(int megabytes) {
    byte[] value = blanks(megabytes * 1024 * 1024);
    List<PaymentDone> behind = List.of(Events.event(user, 1), Events.event(user, 2));
    List<RecordMetadata> sent = new ArrayList<>();
    for (int partition = 0; partition < behind.size(); partition++) {
      List<ProducerRecord<byte[], byte[]>> batch =
          List.of(
              of(partition, user, value),
              of(partition, user, value),
              of(partition, behind.get(partition)));
      sent.addAll(send("zstd", 2 * value.length + 1_000_000, batch).subList(0, 2));
    }
    PaymentDone other = Events.event("other-" + user, 3);
    send("none", 16_384, List.of(of(2, other)));

    await().atMost(WAIT_MAX).until(() -> isInFeed(other));
    await().atMost(WAIT_MAX).until(() -> behind.stream().allMatch(this::isInFeed));
    assertThat(sent)
        .allSatisfy(place ->
            assertThat(details(place))
                .singleElement()
                .asString()
                .contains(Integer.toString(value.length)));
    assertThat(replica.log()).doesNotContain("OutOfMemoryError");
  }

  /**
   * Kafka's client keeps the last record of a poll until the next poll, so while others are stored.
   */
  @ParameterizedTest
  @ValueSource(ints = {60, 80})
  void storesAPollWhoseLastRecordNearlyFillsTheHeap(int megabytes) {
    byte[] value = blanks(megabytes * 1024 * 1024);
    List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
    for (int amount = 1; amount < POLL_RECORDS_MAX; amount++) {
      batch.add(of(1, Events.event(user, amount)));
    }
    batch.add(of(1, user, value));
    PaymentDone behind = Events.event(user, POLL_RECORDS_MAX);
    batch.add(of(1, behind));

    List<RecordMetadata> sent = send("zstd", value.length + 2_000_000, batch);

    await().atMost(WAIT_MAX).until(() -> isInFeed(behind));
    assertThat(number("select count(*) from notification where user_id = '" + user + "'"))
        .isEqualTo(POLL_RECORDS_MAX);
    assertThat(details(sent.get(POLL_RECORDS_MAX - 1))).hasSize(1);
    assertThat(replica.log()).doesNotContain("OutOfMemoryError");
  }

  @Test
  void survivesManyLargeRecordsInOneBatch() {
    int count = 450;
    byte[] value = blanks(1_000_000);
    List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(of(1, user, value));
    }
    PaymentDone event = Events.event(user, 1);
    batch.add(of(1, event));

    List<RecordMetadata> sent = send("zstd", count * 1_000_100, batch);

    await().atMost(WAIT_MAX).until(() -> isInFeed(event));
    awaitDetail(sent.get(count - 1), "1000000 bytes");
  }

  /** No deserializer is asked about a record without key and value. */
  @Test
  void survivesManyLargeHeadersInOneBatch() {
    int count = 450;
    byte[] large = blanks(1_000_000);
    List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ProducerRecord<byte[], byte[]> record = of(1, null, null);
      record.headers().add("large", large);
      batch.add(record);
    }
    PaymentDone event = Events.event(user, 1);
    batch.add(of(1, event));

    List<RecordMetadata> sent = send("zstd", count * 1_000_100, batch);

    await().atMost(PATIENCE).until(() -> isInFeed(event));
    awaitDetail(sent.get(count - 1), "at most");
  }

  @Test
  void doesNotDelayOthersByManyEmptyRecords() {
    int count = 20_000;
    List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(of(1, null, null));
    }
    PaymentDone event = Events.event(user, 1);
    batch.add(of(1, event));

    send("zstd", 16_000_000, batch);

    await().atMost(WAIT_MAX).until(() -> isInFeed(event));
  }

  @Test
  void losesNothingWhenAPollFailsAfterPositionsHaveMoved() {
    String name = "lossy";
    postgres.createDatabases(List.of(name));
    List<PaymentDone> events = new ArrayList<>();
    try (Replica lossy =
            new Replica(
                name,
                postgres.jdbcUrl(name),
                kafka.bootstrapServers(),
                List.of(
                    "spring.datasource.username=" + PostgresServer.USER,
                    "spring.datasource.password=" + PostgresServer.PASSWORD,
                    "spring.kafka.consumer.group-id=" + name,
                    "spring.main.sources=" + LossyPolls.class.getName()));
        Group members = new Group(List.of(kafka.bootstrapServers()), name)) {
      for (int round = 1; round <= 5; round++) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
          PaymentDone event = Events.event("user-" + i, round);
          events.add(event);
          records.add(of(i % Topics.PARTITIONS, event));
        }
        send("none", 16_384, records);
        await().atMost(PATIENCE).until(() -> members.lag() == 0);
      }
      assertThat(lossy.bean(LossyPolls.class).polls()).isGreaterThan(5);
    }

    JdbcClient database =
        JdbcClient.create(
            new DriverManagerDataSource(
                postgres.jdbcUrl(name), PostgresServer.USER, PostgresServer.PASSWORD));
    assertThat(database.sql("select payment_id from notification").query(UUID.class).set())
        .containsAll(events.stream().map(PaymentDone::paymentId).toList());
  }

  private static List<RecordMetadata> send(
      String compression, int batchSize, List<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "compression.type",
            compression,
            "max.request.size",
            Integer.MAX_VALUE,
            "buffer.memory",
            2_000_000_000L,
            "batch.size",
            batchSize,
            // Nothing is sent before the flush: however slow the machine is, it is one batch.
            "linger.ms",
            60_000);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
      producer.flush();
      List<RecordMetadata> places = new ArrayList<>();
      for (Future<RecordMetadata> one : sent) {
        places.add(one.get());
      }
      return places;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ProducerRecord<byte[], byte[]> of(int partition, PaymentDone event) {
    ProducerRecord<byte[], byte[]> record = Events.record(event);
    return new ProducerRecord<>(
        record.topic(), partition, record.key(), record.value(), record.headers());
  }

  private static ProducerRecord<byte[], byte[]> of(
      int partition, @Nullable String key, byte @Nullable [] value) {
    byte[] bytes = key == null ? null : key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new ProducerRecord<>(Topics.PAYMENT_DONE, partition, bytes, value);
  }

  private static byte[] blanks(int size) {
    byte[] value = new byte[size];
    Arrays.fill(value, (byte) ' ');
    return value;
  }

  private boolean isInFeed(PaymentDone event) {
    return jdbc.sql("select count(*) from notification where payment_id = ?")
            .param(event.paymentId())
            .query(Long.class)
            .single()
        == 1;
  }

  /** Of a batch with many invalid records, the dead letters are written behind the events. */
  private static void awaitDetail(RecordMetadata place, String part) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(details(place)).singleElement().asString().contains(part));
  }

  private static List<@Nullable String> details(RecordMetadata place) {
    return jdbc.sql(
            "select detail from dead_letter where partition = ? and \"offset\" = ?"
                + " and reason = 'record-too-large'")
        .params(place.partition(), place.offset())
        .query(String.class)
        .list();
  }

  private static long number(String query) {
    return jdbc.sql(query).query(Long.class).single();
  }
}
