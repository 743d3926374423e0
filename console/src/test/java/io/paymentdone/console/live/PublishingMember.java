package io.paymentdone.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

/** A member of a group that publishes group events, as notification-service does. */
final class PublishingMember implements ConsumerRebalanceListener, AutoCloseable {

  private final JsonMapper json = JsonMapper.shared();
  private final String groupId;
  private final String clientId;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Set<Integer> owned = new ConcurrentSkipListSet<>();
  private final Thread thread;
  private volatile boolean closed;

  PublishingMember(String servers, String groupId, String clientId) {
    this.groupId = groupId;
    this.clientId = clientId;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers,
                "group.id", groupId,
                "client.id", clientId,
                "group.protocol", "consumer",
                "auto.offset.reset", "latest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.thread = Thread.ofPlatform().name(clientId).start(this::run);
  }

  String clientId() {
    return clientId;
  }

  int owned() {
    return owned.size();
  }

  private void run() {
    try (consumer;
        producer) {
      consumer.subscribe(List.of(Topics.PAYMENT_DONE), this);
      while (!closed) {
        consumer.poll(Duration.ofMillis(200));
        publish(Kind.PROGRESS, owned);
      }
      publish(Kind.LEAVING, List.of());
      consumer.close();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> owned.add(partition.partition()));
    publish(Kind.ASSIGNED, partitions.stream().map(TopicPartition::partition).toList());
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> owned.remove(partition.partition()));
    publish(Kind.REVOKED, partitions.stream().map(TopicPartition::partition).toList());
  }

  private void publish(Kind kind, Collection<Integer> partitions) {
    GroupEvent event =
        new GroupEvent(
            kind,
            groupId,
            consumer.groupMetadata().memberId(),
            clientId,
            partitions.stream().map(p -> new PartitionProgress(p, null, 0, null)).toList());
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.NOTIFICATION_GROUP_EVENTS,
                groupId.getBytes(UTF_8),
                json.writeValueAsBytes(event)));
  }

  /** Publishes an event in the name of another member. */
  void spoof(String memberId, String spoofedClientId, int partition) {
    GroupEvent event =
        new GroupEvent(
            Kind.ASSIGNED,
            groupId,
            memberId,
            spoofedClientId,
            List.of(new PartitionProgress(partition, 7L, 1, 9L)));
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.NOTIFICATION_GROUP_EVENTS,
                groupId.getBytes(UTF_8),
                json.writeValueAsBytes(event)));
  }

  /** The value of the record with this key, read from the topic's beginning. */
  static String written(String servers, String topic, String key) {
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      reader.assign(List.of(partition));
      reader.seekToBeginning(List.of(partition));
      long end = reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      String found = null;
      while (reader.position(partition) < end) {
        for (var consumed : reader.poll(Duration.ofMillis(200))) {
          if (new String(consumed.key(), UTF_8).equals(key)) {
            found = new String(consumed.value(), UTF_8);
          }
        }
      }
      return java.util.Objects.requireNonNull(found, "no record with this key");
    }
  }

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
