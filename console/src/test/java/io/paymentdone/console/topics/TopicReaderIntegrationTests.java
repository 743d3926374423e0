package io.paymentdone.console.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.kafka.oversized.StreamingConsumer;
import io.paymentdone.servers.KafkaServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicReaderIntegrationTests {

  private static final RecordLimits LIMITS = new RecordLimits(1_000, 1_000, 1_000);

  @TempDir Path directory;

  @Test
  void readsATopicThatIsCreatedAfterItStarted() throws Exception {
    List<String> read = new CopyOnWriteArrayList<>();
    try (KafkaServer server = KafkaServer.start(directory);
        TopicReader reader =
            new TopicReader(
                "late",
                Duration.ofHours(1),
                100,
                LIMITS,
                () -> consumer(server),
                entry -> read.add(new String(entry.value(), UTF_8)),
                since -> {})) {
      reader.start();
      try (Admin admin = Admin.create(settings(server))) {
        admin.createTopics(List.of(new NewTopic("late", 3, (short) 1))).all().get();
      }
      publish(server, "late");

      await().atMost(Duration.ofMinutes(1)).until(() -> read.equals(List.of("hi")));
    }
  }

  @Test
  void readsRecordsThatArriveWhileItDeterminesItsFirstOffsets() throws Exception {
    List<String> read = new CopyOnWriteArrayList<>();
    try (KafkaServer server = KafkaServer.start(directory)) {
      try (Admin admin = Admin.create(settings(server))) {
        admin.createTopics(List.of(new NewTopic("empty", 1, (short) 1))).all().get();
      }
      AtomicBoolean asked = new AtomicBoolean();
      try (TopicReader reader =
          new TopicReader(
              "empty",
              Duration.ofHours(1),
              100,
              LIMITS,
              () -> afterFirstAnswer(consumer(server), asked, () -> publish(server, "empty")),
              entry -> read.add(new String(entry.value(), UTF_8)),
              since -> {})) {
        reader.start();

        await().atMost(Duration.ofMinutes(1)).until(() -> read.equals(List.of("hi")));
      }
    }
  }

  @Test
  void skipsExactlyTheRecordThatDoesNotFitIntoMemory() throws Exception {
    List<String> read = new CopyOnWriteArrayList<>();
    try (KafkaServer server = KafkaServer.start(directory)) {
      try (Admin admin = Admin.create(settings(server))) {
        admin.createTopics(List.of(new NewTopic("large", 3, (short) 1))).all().get();
      }
      try (var producer = producer(server)) {
        for (int i = 0; i < 30; i++) {
          send(producer, "large", i % 3, i == 16 ? "x".repeat(2_000) : "n" + i);
        }
      }
      try (TopicReader reader =
          new TopicReader(
              "large",
              Duration.ofHours(1),
              100,
              LIMITS,
              () ->
                  StreamingConsumer.of(
                      withLittleMemory(
                          new KafkaConsumer<>(
                              settings(server),
                              new ByteArrayDeserializer(),
                              new ByteArrayDeserializer())),
                      settings(server),
                      LIMITS),
              entry -> read.add(new String(entry.value(), UTF_8)),
              since -> {})) {
        reader.start();

        await().atMost(Duration.ofMinutes(1)).until(() -> reader.isCaughtUp());
        try (var producer = producer(server)) {
          send(producer, "large", 1, "later");
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> read.contains("later"));

        assertThat(read)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(0, 30)
                    .filter(i -> i != 16)
                    .mapToObj(i -> i == 30 ? "later" : "n" + i)
                    .toList());
        assertThat(reader.status().skipped()).isEqualTo(1);
        assertThat(reader.status().lastSkipped()).isEqualTo("large-1@5");
        assertThat(reader.status().running()).isTrue();
      }
    }
  }

  @Test
  void readsPartitionsInTurnWhileTheyAreStreams() throws Exception {
    Map<String, Object> settings = new HashMap<>();
    try (KafkaServer server = KafkaServer.start(directory)) {
      settings.putAll(settings(server));
      settings.put("max.poll.records", 50);
      try (Admin admin = Admin.create(settings(server))) {
        admin.createTopics(List.of(new NewTopic("shared", 3, (short) 1))).all().get();
      }
      try (var producer = producer(server)) {
        for (int i = 0; i < 600; i++) {
          send(producer, "shared", i % 3, i < 3 ? "x".repeat(2_000) : "n" + i);
        }
      }
      List<TopicPartition> partitions =
          IntStream.range(0, 3).mapToObj(i -> new TopicPartition("shared", i)).toList();
      List<ConsumerRecords<byte[], byte[]>> polls = new ArrayList<>();
      try (Consumer<byte[], byte[]> consumer =
          StreamingConsumer.of(
              withLittleMemory(
                  new KafkaConsumer<>(
                      settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())),
              settings,
              LIMITS)) {
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0L));
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> {
              polls.add(consumer.poll(Duration.ofMillis(200)));
              return polls.stream().mapToInt(ConsumerRecords::count).sum() == 600;
            });
      }

      assertThat(polls).allSatisfy(poll -> assertThat(poll.count()).isLessThanOrEqualTo(50));
      assertThat(
              polls.stream()
                  .filter(poll -> !poll.isEmpty())
                  .limit(3)
                  .flatMap(poll -> poll.partitions().stream()))
          .containsExactlyInAnyOrderElementsOf(partitions);
    }
  }

  /** Fails as the client does: the records of all partitions in the same poll are lost. */
  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private static Consumer<byte[], byte[]> withLittleMemory(Consumer<byte[], byte[]> consumer) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              Object answer;
              try {
                answer = method.invoke(consumer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (answer instanceof ConsumerRecords<?, ?> records) {
                for (ConsumerRecord<byte[], byte[]> one :
                    (ConsumerRecords<byte[], byte[]>) records) {
                  if (one.value().length > 1_000) {
                    throw new OutOfMemoryError("thrown by a test");
                  }
                }
              }
              return answer;
            });
  }

  @Test
  void skipsAndCountsRecordsOverTheLimits() throws Exception {
    List<String> read = new CopyOnWriteArrayList<>();
    try (KafkaServer server = KafkaServer.start(directory)) {
      try (Admin admin = Admin.create(settings(server))) {
        admin.createTopics(List.of(new NewTopic("many", 1, (short) 1))).all().get();
      }
      try (var producer = producer(server)) {
        send(producer, "many", 0, "x".repeat(900_000));
        send(producer, "many", 0, "small");
      }
      try (TopicReader reader =
          new TopicReader(
              "many",
              Duration.ofHours(1),
              100,
              LIMITS,
              () ->
                  new KafkaConsumer<byte[], byte[]>(
                      settings(server), LIMITS.keyDeserializer(), LIMITS.valueDeserializer()),
              entry -> read.add(new String(entry.value(), UTF_8)),
              since -> {})) {
        reader.start();

        await().atMost(Duration.ofMinutes(1)).until(() -> read.equals(List.of("small")));
        assertThat(reader.status().skipped()).isEqualTo(1);
        assertThat(reader.status().lastSkipped()).isEqualTo("many-0@0");
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaServer server) {
    return new KafkaProducer<>(
        settings(server), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, String value) {
    var _ = producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8)));
  }

  /** Runs something between the first answer about the topic's offsets and the second. */
  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private static Consumer<byte[], byte[]> afterFirstAnswer(
      Consumer<byte[], byte[]> consumer, AtomicBoolean asked, Runnable meanwhile) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              Object answer;
              try {
                answer = method.invoke(consumer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              boolean aboutOffsets =
                  method.getName().equals("offsetsForTimes")
                      || method.getName().equals("endOffsets");
              if (aboutOffsets && asked.compareAndSet(false, true)) {
                meanwhile.run();
              }
              return answer;
            });
  }

  private static void publish(KafkaServer server, String topic) {
    try (var producer = producer(server)) {
      producer.send(new ProducerRecord<>(topic, "hi".getBytes(UTF_8))).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void endsWithoutWaitingForTheNextRecord() throws Exception {
    try (KafkaServer server = KafkaServer.start(directory)) {
      try (Admin admin = Admin.create(settings(server))) {
        admin.createTopics(List.of(new NewTopic("quiet", 1, (short) 1))).all().get();
      }
      TopicReader reader =
          new TopicReader(
              "quiet",
              Duration.ofHours(1),
              100,
              LIMITS,
              () -> consumer(server),
              entry -> {},
              since -> {});
      reader.start();
      await().atMost(Duration.ofMinutes(1)).until(reader::isCaughtUp);
      // The broker now holds the fetch until a record arrives, or for a minute.
      TimeUnit.SECONDS.sleep(1);

      reader.close();

      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("topic-reader-quiet");
    }
  }

  private static Consumer<byte[], byte[]> consumer(KafkaServer server) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            server.bootstrapServers(),
            "fetch.max.wait.ms",
            60_000,
            "request.timeout.ms",
            90_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Map<String, Object> settings(KafkaServer server) {
    return Map.of("bootstrap.servers", server.bootstrapServers());
  }
}
