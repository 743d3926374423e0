package io.paymentdone.console.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.topics.TopicReaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;

/** Transactions, deleted records and large ones, on a real broker. */
@ConsoleWithServers
class OldestRecordsIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Instant START = Instant.ofEpochMilli(1_790_000_000_000L);

  @Autowired KafkaConnectionDetails kafka;
  @Autowired TopicReaders topics;

  @AutoClose Admin admin;
  @AutoClose OldestRecords oldest;
  private String servers;
  private String topic;
  private TopicPartition partition;

  @BeforeEach
  void createTopic() throws Exception {
    servers = String.join(",", kafka.getBootstrapServers());
    admin = Admin.create(Map.of("bootstrap.servers", servers));
    oldest = new OldestRecords(topics::singleRecords);
    topic = "oldest-" + UUID.randomUUID();
    partition = new TopicPartition(topic, 0);
    admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get(10, TimeUnit.SECONDS);
  }

  @Test
  void skipsMarkersAndAbortedRecordsAndReadsOpenTransactions() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(true)) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 0, 10, 1); // offset 0
      producer.commitTransaction(); // its marker: 1
      producer.beginTransaction();
      send(producer, 0, 20, 1); // 2
      producer.flush();
      producer.abortTransaction(); // 3
      producer.beginTransaction();
      send(producer, 0, 30, 1); // 4
      producer.commitTransaction(); // 5

      // The coordinator writes a marker some time after the producer has its answer.
      await()
          .atMost(TIMEOUT)
          .untilAsserted(() ->
              assertThat(read(unread(0, 6), unread(1, 6), unread(2, 6), unread(5, 6)))
                  .isEqualTo(
                      Map.of(
                          unread(0, 6), at(10),
                          unread(1, 6), at(30),
                          unread(2, 6), at(30),
                          unread(5, 6), new Oldest(null))));

      producer.beginTransaction();
      send(producer, 0, 40, 1); // 6
      producer.flush();
      assertThat(read(unread(4, 7), unread(5, 7), unread(6, 7)))
          .isEqualTo(Map.of(unread(4, 7), at(30), unread(5, 7), at(40), unread(6, 7), at(40)));
      producer.abortTransaction();
    }
  }

  @Test
  void readsTheNextRecordWhereOlderOnesAreDeleted() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(false)) {
      for (int i = 0; i < 5; i++) {
        send(producer, 0, i, 1);
      }
    }
    admin
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3)))
        .all()
        .get(10, TimeUnit.SECONDS);

    assertThat(read(unread(1, 5))).isEqualTo(Map.of(unread(1, 5), at(3)));
    // The topic has lost records: there is nothing to know.
    assertThat(read(unread(7, 9))).isEmpty();
  }

  @Test
  void readsManyPartitionsAndLargeRecords() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(false)) {
      send(producer, 0, 1, 900_000);
      send(producer, 1, 2, 900_000);
      send(producer, 2, 3, 900_000);
      send(producer, 2, 4, 1);
    }
    Map<Unread, Oldest> expected = new HashMap<>();
    for (int number = 0; number < 3; number++) {
      TopicPartition each = new TopicPartition(topic, number);
      expected.put(new Unread(each, 0, 1), at(number + 1));
    }
    Unread last = new Unread(new TopicPartition(topic, 2), 1, 2);
    expected.put(last, at(4));

    assertThat(oldest.read(expected.keySet())).isEqualTo(expected);
    // The same partitions once more, and then fewer.
    assertThat(oldest.read(expected.keySet())).isEqualTo(expected);
    assertThat(oldest.read(Set.of(last))).isEqualTo(Map.of(last, at(4)));
  }

  private Map<Unread, Oldest> read(Unread... ranges) {
    return oldest.read(Set.of(ranges));
  }

  private Unread unread(long from, long end) {
    return new Unread(partition, from, end);
  }

  private static Oldest at(int second) {
    return new Oldest(START.plusSeconds(second));
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int number, int second, int bytes)
      throws Exception {
    long timestamp = START.plusSeconds(second).toEpochMilli();
    var sent = producer.send(new ProducerRecord<>(topic, number, timestamp, null, new byte[bytes]));
    producer.flush();
    sent.get(10, TimeUnit.SECONDS);
  }

  private KafkaProducer<byte[], byte[]> producer(boolean transactional) {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", servers));
    if (transactional) {
      settings.put("transactional.id", topic);
    }
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
