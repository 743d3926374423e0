package io.paymentdone.console.live;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of a foreign group: classic protocol, eager assignment and no group events, as kafkajs
 * and older librdkafka.
 */
final class ClassicMember implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile int owned;
  private volatile boolean closed;

  ClassicMember(String servers, String groupId, String clientId) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "group.id", groupId,
                "client.id", clientId,
                "group.protocol", "classic",
                "partition.assignment.strategy",
                    "org.apache.kafka.clients.consumer.RoundRobinAssignor",
                "heartbeat.interval.ms", "300",
                "auto.offset.reset", "latest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name(clientId).start(this::run);
  }

  int owned() {
    return owned;
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(Topics.PAYMENT_DONE));
      while (!closed) {
        consumer.poll(Duration.ofMillis(200));
        owned = consumer.assignment().size();
      }
    }
  }

  /** Has it leave the group. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
