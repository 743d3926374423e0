package io.paymentdone.console.topics;

import io.paymentdone.kafka.BoundedBytesDeserializer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A process that reads a topic and says on its output what it reads: {@code bootstrap-servers
 * topic}.
 */
final class SmallHeapReader {

  private SmallHeapReader() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (TopicReader reader =
        new TopicReader(
            arguments[1],
            Duration.ofHours(1),
            1_000,
            records ->
                new KafkaConsumer<>(
                    Map.of("bootstrap.servers", arguments[0], "max.poll.records", records),
                    new BoundedBytesDeserializer(1_000, 1_000),
                    new BoundedBytesDeserializer(1_000, 1_000)),
            entry -> say("read " + entry.partition() + "@" + entry.offset()),
            since -> {})) {
      reader.start();
      while (true) {
        TimeUnit.MILLISECONDS.sleep(500);
        say("skipped " + reader.status().skipped() + " " + reader.status().lastSkipped());
      }
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String line) {
    System.out.println(line);
  }
}
