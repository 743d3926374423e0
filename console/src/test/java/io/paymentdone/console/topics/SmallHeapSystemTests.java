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

  @TempDir Path directory;

  @Test
  void readsAllButTheRecordThatIsLargerThanItsMemory() throws Exception {
    Path output = directory.resolve("output");
    try (KafkaServer server = KafkaServer.start(directory.resolve("kafka"))) {
      Map<String, Object> settings = Map.of("bootstrap.servers", server.bootstrapServers());
      try (Admin admin = Admin.create(settings)) {
        admin.createTopics(List.of(new NewTopic("large", 3, (short) 1))).all().get();
      }
      byte[] blanks = new byte[64 << 20];
      Arrays.fill(blanks, (byte) ' ');
      try (var producer =
          new KafkaProducer<>(
              Map.of(
                  "bootstrap.servers",
                  server.bootstrapServers(),
                  "compression.type",
                  "zstd",
                  "linger.ms",
                  200,
                  "max.request.size",
                  Integer.MAX_VALUE,
                  "buffer.memory",
                  200_000_000L,
                  "batch.size",
                  100_000_000),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        for (int i = 0; i < 30; i++) {
          byte[] value = i == 16 ? blanks : new byte[] {1};
          var _ = producer.send(new ProducerRecord<>("large", i % 3, null, value));
        }
        // A batch of records that are each small enough, and together are not.
        for (int i = 0; i < 100; i++) {
          var _ =
              producer.send(new ProducerRecord<>("large", 0, null, Arrays.copyOf(blanks, 900_000)));
        }
        producer.flush();
      }
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
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(() -> {
              String said = Files.readString(output, UTF_8);
              assertThat(said).contains("skipped 1 large-1@5");
              assertThat(said.lines().filter(line -> line.startsWith("read ")).distinct())
                  .hasSize(129);
            });
      } finally {
        reader.destroyForcibly().waitFor();
      }
    }
  }
}
