package io.paymentdone.console.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.servers.KafkaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real client, in a process with a heap of 48 MB. */
class SmallHeapSystemTests {

  private static final byte[] BLANKS = new byte[64 << 20];

  static {
    Arrays.fill(BLANKS, (byte) ' ');
  }

  @TempDir Path directory;

  @Test
  void readsAllButTheRecordThatIsLargerThanItsMemory() throws Exception {
    try (KafkaServer server = KafkaServer.start(directory.resolve("kafka"))) {
      createTopic(server, 3);
      try (var producer = producer(server, 200)) {
        for (int i = 0; i < 30; i++) {
          byte[] value = i == 16 ? BLANKS : new byte[] {1};
          var _ = producer.send(new ProducerRecord<>("large", i % 3, null, value));
        }
        // A batch of records that are each small enough, and together are not.
        for (int i = 0; i < 100; i++) {
          var _ = producer.send(new ProducerRecord<>("large", 0, null, Arrays.copyOf(BLANKS, 500)));
          var _ =
              producer.send(new ProducerRecord<>("large", 0, null, Arrays.copyOf(BLANKS, 900_000)));
        }
        producer.flush();
      }

      // The values of 900 KB exceed the limit of the reader, too.
      assertReads(server, Duration.ofMinutes(2), "skipped 101 ", 129);
    }
  }

  /** The client decompresses a batch from its start, so it cannot read what follows the record. */
  @Test
  void readsTheRecordsBehindALargeOneInTheSameBatch() throws Exception {
    try (KafkaServer server = KafkaServer.start(directory.resolve("kafka"))) {
      createTopic(server, 1);
      // Nothing is sent before the flush.
      try (var producer = producer(server, 60_000)) {
        var _ = producer.send(new ProducerRecord<>("large", 0, null, BLANKS));
        for (int i = 0; i < 20; i++) {
          var _ = producer.send(new ProducerRecord<>("large", 0, null, new byte[] {1}));
        }
        producer.flush();
      }

      assertReads(server, Duration.ofSeconds(20), "skipped 1 large-0@0", 20);
    }
  }

  private static void createTopic(KafkaServer server, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("large", partitions, (short) 1))).all().get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaServer server, int lingerMillis) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            server.bootstrapServers(),
            "compression.type",
            "zstd",
            "linger.ms",
            lingerMillis,
            "max.request.size",
            Integer.MAX_VALUE,
            "buffer.memory",
            200_000_000L,
            "batch.size",
            100_000_000),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void assertReads(KafkaServer server, Duration atMost, String skipped, int records)
      throws Exception {
    Path output = directory.resolve("output");
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapReader.class.getName(),
                server.bootstrapServers(),
                "large")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await()
          .atMost(atMost)
          .untilAsserted(() -> {
            String said = Files.readString(output, UTF_8);
            assertThat(said).contains(skipped);
            assertThat(said.lines().filter(line -> line.startsWith("read ")).distinct())
                .hasSize(records);
          });
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }
}
