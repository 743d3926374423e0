package io.paymentdone.console.group;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Members of one group, {@code member-1} and so on, each polling on a thread of its own. */
final class RunningConsumers implements AutoCloseable {

  private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());

  RunningConsumers(String bootstrapServers, String groupId, GroupProtocol protocol, int members) {
    for (int n = 1; n <= members; n++) {
      KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers",
                  bootstrapServers,
                  "group.id",
                  groupId,
                  "client.id",
                  "member-" + n,
                  "group.protocol",
                  protocol.name().toLowerCase(Locale.ROOT),
                  "auto.offset.reset",
                  "latest",
                  "enable.auto.commit",
                  "false"),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      consumers.add(consumer);
      threads.execute(() -> poll(consumer));
    }
  }

  private static void poll(KafkaConsumer<byte[], byte[]> consumer) {
    try (consumer) {
      consumer.subscribe(List.of(Topics.PAYMENT_DONE));
      while (true) {
        consumer.poll(Duration.ofMillis(200));
      }
    } catch (WakeupException end) {
      // How another thread ends a poll.
    }
  }

  /** Has all members leave the group. */
  @Override
  public void close() {
    consumers.forEach(KafkaConsumer::wakeup);
    threads.close();
  }
}
