package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Group;
import io.paymentdone.notification.OwnServers;
import io.paymentdone.notification.Replica;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;

/** With servers of its own, for it stops and changes them; each test has a database and a group. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GroupIntegrationTests {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final TopicPartition PARTITION_1 = new TopicPartition(Topics.PAYMENT_DONE, 1);

  @TempDir private static Path directory;
  private static OwnServers servers;
  private static KafkaServer kafka;
  private static PostgresServer postgres;
  private static KafkaTemplate<byte[], byte[]> template;

  private final String name = "g" + UUID.randomUUID().toString().substring(0, 8);
  private final List<Replica> replicas = new ArrayList<>();
  private Group group;

  @BeforeAll
  static void startServers() {
    servers = new OwnServers(directory);
    kafka = servers.kafka();
    postgres = servers.postgres();
    template = servers.template();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void createDatabase() {
    postgres.createDatabases(List.of(name));
    group = new Group(List.of(kafka.bootstrapServers()), name);
  }

  @AfterEach
  void stopReplicas() {
    // Each takes its time: all at once.
    replicas.parallelStream().forEach(Replica::close);
    group.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local,classic"})
  @Order(1)
  void givesEachPartitionOneOwnerAndLosesNothing(String profiles) {
    String[] protocol = {"spring.profiles.active=" + profiles};
    try (SteadyLoad load = new SteadyLoad(template)) {
      Replica first = start(1, protocol);
      awaitPartitionsOfMembers(3);
      start(2, protocol);
      awaitPartitionsOfMembers(1, 2);
      start(3, protocol);
      awaitPartitionsOfMembers(1, 1, 1);
      start(4, protocol);
      awaitPartitionsOfMembers(0, 1, 1, 1);
      await().atMost(PATIENCE).until(() -> replicas.stream().allMatch(Replica::isReady));
      first.close();
      replicas.remove(first);
      awaitPartitionsOfMembers(1, 1, 1);
      load.stop();

      awaitFeed(load.sent());
    }
  }

  @Test
  @Order(2)
  void losesNothingWhileTheDatabaseIsDown() throws InterruptedException {
    Replica replica = start(1);
    send(10);
    awaitLag();
    String member = memberId();
    postgres.kill();
    List<PaymentDone> events = send(300);
    await().atMost(PATIENCE).until(() -> !replica.isReady());
    postgres.start();

    awaitFeed(events);
    assertThat(number("select count(*) from dead_letter")).isZero();
    assertThat(memberId()).isEqualTo(member);
  }

  /** As long as one try takes longer than the group waits for a poll, this is no member. */
  @Test
  @Order(2)
  void rejoinsAfterAnOutageThatOutlastsItsPolls() {
    try (Link link = Link.to(postgres.port())) {
      Replica replica =
          startOn(
              1,
              "jdbc:postgresql://127.0.0.1:" + link.port() + "/" + name,
              "spring.kafka.consumer.properties.max.poll.interval.ms=2000",
              "notification.consumer-pool.data-source-properties.socketTimeout=4");
      send(10);
      awaitLag();
      link.behave(LinkFault.swallowing());
      List<PaymentDone> events = send(300);
      await().atMost(PATIENCE).until(() -> group.members().isEmpty());
      assertThat(replica.isReady()).isFalse();
      link.heal();

      awaitFeed(events);
      awaitLag();
      await().atMost(PATIENCE).until(replica::isReady);
      assertThat(number("select count(*) from notification"))
          .isEqualTo(number("select count(distinct (partition, \"offset\")) from notification"))
          .isEqualTo(
              group.offsets(OffsetSpec.latest()).values().stream().mapToLong(end -> end).sum());
      assertThat(number("select count(*) from dead_letter")).isZero();
      assertThat(replica.api().get("/livez").status()).isEqualTo(200);
    }
  }

  /** The container discards these records; a commit of the position would lose them. */
  @Test
  @Order(2)
  void readsAgainTheRecordsOfAPollWhoseContainerStopped() {
    Replica replica = start(1, "spring.main.sources=" + InterruptedPolls.class.getName());
    awaitFeed(send(10));
    awaitLag();
    var stopped =
        replica
            .bean(InterruptedPolls.class)
            .stopAtNextRecords(replica.bean(KafkaListenerEndpointRegistry.class));
    List<PaymentDone> events = send(10);
    await().atMost(PATIENCE).until(stopped::isDone);
    replicas.removeFirst().close();

    start(2);
    awaitFeed(events);
  }

  @Test
  @Order(3)
  void haltsAPartitionOutOfRangeUntilAnOperatorResetsItsOffset() {
    start(1);
    awaitLag();
    replicas.removeFirst().close();
    long next = group.offsets(OffsetSpec.latest()).getOrDefault(PARTITION_1, 0L);
    sendTo(1, 60);
    group.deleteBefore(PARTITION_1, next + 30);
    long before = number("select count(*) from notification where partition = 1");

    Replica halted = start(1);
    String missing =
        String.format(Locale.ROOT, "partition 1 offsets %d–%d are missing", next, next + 29);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(halted.consumerHealth().toString()).contains(missing));
    assertThat(halted.isReady()).isFalse();
    List<PaymentDone> elsewhere = sendTo(0, 5);
    awaitFeed(elsewhere);
    assertThat(number("select count(*) from notification where partition = 1")).isEqualTo(before);
    assertThat(group.committed()).containsEntry(PARTITION_1, next);

    replicas.removeFirst().close();
    group.reset(Map.of(PARTITION_1, next + 30));
    Replica repaired = start(1);
    await().atMost(PATIENCE).until(repaired::isReady);
    awaitLag();
    assertThat(number("select count(*) from notification where partition = 1"))
        .isEqualTo(before + 30);
  }

  @Test
  @Order(4)
  void stopsInTimeWithKafkaAndDatabaseGone() throws InterruptedException {
    Replica replica = start(1);
    awaitFeed(send(3));
    replicas.clear();
    kafka.kill();
    postgres.stop();
    long start = System.nanoTime();
    replica.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    postgres.start();
  }

  @Test
  @Order(5)
  void startsWithoutKafkaAndBecomesReadyWithIt() throws InterruptedException {
    kafka.stop();
    Replica replica = startOn(1, postgres.jdbcUrl(name));
    assertThat(replica.api().get("/actuator/health/liveness").status()).isEqualTo(200);
    assertThat(replica.isReady()).isFalse();
    kafka.launch();
    kafka.awaitReady(PATIENCE);

    await().atMost(PATIENCE).until(replica::isReady);
    awaitFeed(send(3));
  }

  /** All replicas see it at once: none would be left to show the feeds. */
  @Test
  @Order(5)
  void showsFeedsWhileKafkaIsDown() throws InterruptedException {
    Replica replica = start(1);
    await().atMost(PATIENCE).until(replica::isReady);
    kafka.stop();

    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(replica.consumerHealth().toString()).contains("Kafka does not answer"));
    assertThat(replica.isReady()).isTrue();
    assertThat(replica.api().get("/notifications?userId=user1").status()).isEqualTo(200);
    kafka.launch();
    kafka.awaitReady(PATIENCE);
    awaitFeed(send(3));
  }

  /** The last one: partitions cannot be taken away again. */
  @Test
  @Order(6)
  void isNotReadyWithAFourthPartition() {
    Replica replica = start(1);
    await().atMost(PATIENCE).until(replica::isReady);
    group.admin().createPartitions(Map.of(Topics.PAYMENT_DONE, NewPartitions.increaseTo(4)));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(replica.consumerHealth().toString()).contains("has 4 partitions"));
    assertThat(replica.isReady()).isFalse();
    assertThat(replica.api().get("/actuator/health/liveness").status()).isEqualTo(200);
  }

  /** On a broker that runs: the test before may have left it as it was there. */
  private Replica start(int number, String... properties) {
    if (!kafka.isAlive()) {
      kafka.launch();
      kafka.awaitReady(PATIENCE);
    }
    return startOn(number, postgres.jdbcUrl(name), properties);
  }

  private Replica startOn(int number, String jdbcUrl, String... properties) {
    List<String> all = new ArrayList<>(List.of(properties));
    all.add("spring.kafka.consumer.group-id=" + name);
    Replica replica =
        new Replica("notification-service-" + number, jdbcUrl, kafka.bootstrapServers(), all);
    replicas.add(replica);
    return replica;
  }

  private void awaitPartitionsOfMembers(Integer... counts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Map<String, List<Integer>> assignments = group.assignments();
          assertThat(assignments.values().stream().map(List::size).sorted())
              .containsExactly(counts);
          assertThat(assignments.values().stream().flatMap(List::stream))
              .containsExactlyInAnyOrder(0, 1, 2);
        });
  }

  private void awaitLag() {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(group.lag()).isZero());
  }

  private String memberId() {
    return group.members().getFirst();
  }

  private static List<PaymentDone> send(int count) {
    List<PaymentDone> events =
        IntStream.range(0, count).mapToObj(i -> Events.event("user" + i % 50, i + 1)).toList();
    Events.send(template, events.stream().map(Events::record).toList());
    return events;
  }

  private static List<PaymentDone> sendTo(int partition, int count) {
    List<PaymentDone> events =
        IntStream.range(0, count).mapToObj(i -> Events.event("user" + i, i + 1)).toList();
    Events.send(
        template,
        events.stream()
            .map(Events::record)
            .map(r -> new ProducerRecord<>(r.topic(), partition, r.key(), r.value(), r.headers()))
            .toList());
    return events;
  }

  /** Each of the events once. */
  private void awaitFeed(List<PaymentDone> events) {
    UUID[] ids = events.stream().map(PaymentDone::paymentId).toArray(UUID[]::new);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(number("select count(*) from notification where payment_id = any (?)", ids))
                .isEqualTo(ids.length));
  }

  private long number(String sql, UUID... ids) {
    try (Connection connection = postgres.connect(name);
        var statement = connection.prepareStatement(sql)) {
      if (ids.length > 0) {
        statement.setArray(1, connection.createArrayOf("uuid", ids));
      }
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
