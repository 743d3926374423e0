package io.paymentdone.console.topics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.kafka.oversized.RecordLimits;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/**
 * A process that reads a topic and says on its output what it reads: {@code bootstrap-servers
 * topic}.
 */
final class SmallHeapReader {

  private SmallHeapReader() {}

  public static void main(String[] arguments) throws InterruptedException {
    TopicReaders readers =
        new TopicReaders(
            new DefaultKafkaConsumerFactory<>(Map.of("bootstrap.servers", arguments[0])),
            new Workers(new SimpleMeterRegistry()));
    TopicReader reader =
        readers.follow(
            arguments[1],
            Duration.ofHours(1),
            1_000,
            new RecordLimits(1_000, 1_000, 1_000),
            entry -> say("read " + entry.partition() + "@" + entry.offset()));
    readers.start();
    while (true) {
      TimeUnit.MILLISECONDS.sleep(500);
      say("skipped " + reader.status().skipped() + " " + reader.status().lastSkipped());
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String line) {
    System.out.println(line);
  }
}
