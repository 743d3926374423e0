package io.paymentdone.console.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.testsupport.EventStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A foreign group on a topic of its own, watched by a page. */
@ConsoleWithServers
class LagIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofSeconds(45);

  @Autowired KafkaConnectionDetails kafka;
  @Autowired MockMvcTester http;
  @Autowired JsonMapper json;
  @Autowired MeterRegistry metrics;
  @LocalServerPort int port;

  @AutoClose Admin admin;
  @AutoClose KafkaProducer<byte[], byte[]> producer;
  private final String groupId = "foreign-" + UUID.randomUUID();
  private final String topic = "orders-" + UUID.randomUUID();
  private final Instant start = Instant.now();

  @BeforeEach
  void writeRecords() throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", String.join(",", kafka.getBootstrapServers()));
    admin = Admin.create(settings);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get(10, TimeUnit.SECONDS);
    write(300);
    write(200);
    write(100);
  }

  @Test
  void showsTheAgeOfTheOldestRecordThatIsNotCommitted() throws Exception {
    commit(1);
    String url = "http://localhost:" + port + "/api/groups/" + groupId + "/stream";
    try (EventStream page = EventStream.open(url)) {
      awaitAge(200);
      JsonNode group = group();
      assertThat(seconds(group.at("/partitions/1/lagSeconds"))).isZero();
      assertThat(seconds(group.at("/lagSeconds")))
          .isEqualTo(seconds(group.at("/partitions/0/lagSeconds")));
      assertThat(gauge("console.group.lag.seconds")).isCloseTo(age(200), within(5.0));
      assertThat(gauge("console.group.lag.records")).isEqualTo(2);
      assertThat(listed()).isCloseTo(age(200), within(5.0));
      // Nothing is read from the group, so it only becomes older.
      await()
          .atMost(TIMEOUT)
          .untilAsserted(() -> {
            assertThat(group().at("/partitions/0/trend").toString()).isEqualTo("\"growing\"");
            assertThat(group().at("/trend").toString()).isEqualTo("\"growing\"");
          });
      assertThat(page.until(event -> event.data().contains("\"trend\":\"growing\""))).isNotEmpty();

      commit(2);
      awaitAge(100);
      commit(3);
      await()
          .atMost(TIMEOUT)
          .untilAsserted(() -> assertThat(seconds(group().at("/lagSeconds"))).isZero());
    }
  }

  /** The marker of a transaction is at the last offset, and no consumer commits past it. */
  @Test
  void callsNothingWaitingWhereOnlyAMarkerIs() throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            String.join(",", kafka.getBootstrapServers()),
            "transactional.id",
            topic);
    try (KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      transactional.initTransactions();
      transactional.beginTransaction();
      var _ = transactional.send(new ProducerRecord<>(topic, 0, null, new byte[0])); // offset 3
      transactional.commitTransaction(); // its marker: 4
    }
    commit(4);
    String url = "http://localhost:" + port + "/api/groups/" + groupId + "/stream";
    try (EventStream page = EventStream.open(url)) {
      await()
          .atMost(TIMEOUT)
          .untilAsserted(() -> {
            JsonNode partition = group().at("/partitions/0");
            assertThat(partition.path("end").longValue()).isEqualTo(5);
            assertThat(partition.path("waiting").asString()).isEqualTo("nothing");
            assertThat(partition.path("lag").longValue()).isZero();
          });
      assertThat(gauge("console.group.lag.records")).isZero();
      assertThat(page.until(event -> event.data().contains("\"waiting\":\"nothing\"")))
          .isNotEmpty();
    }
  }

  private void awaitAge(int seconds) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() ->
            assertThat(seconds(group().at("/partitions/0/lagSeconds")))
                .isCloseTo(age(seconds), within(5.0)));
  }

  /** The number; -1 if it is not known. */
  private static double seconds(JsonNode figure) {
    return figure.isNumber() ? figure.doubleValue() : -1;
  }

  private double age(int seconds) {
    return seconds + Duration.between(start, Instant.now()).toMillis() / 1000.0;
  }

  private JsonNode group() throws Exception {
    return body("/api/groups/" + groupId);
  }

  private double listed() throws Exception {
    for (JsonNode item : body("/api/groups").path("items")) {
      if (item.path("groupId").asString().equals(groupId)) {
        return seconds(item.path("lagSeconds"));
      }
    }
    throw new AssertionError(groupId + " is not listed");
  }

  private JsonNode body(String uri) throws Exception {
    return json.readTree(http.get().uri(uri).exchange().getResponse().getContentAsString());
  }

  private double gauge(String name) {
    return metrics.get(name).tag("group", groupId).gauge().value();
  }

  private void write(int secondsAgo) throws Exception {
    long timestamp = start.minusSeconds(secondsAgo).toEpochMilli();
    producer
        .send(new ProducerRecord<>(topic, 0, timestamp, null, new byte[0]))
        .get(10, TimeUnit.SECONDS);
  }

  private void commit(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            groupId, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
        .all()
        .get(10, TimeUnit.SECONDS);
  }
}
