package io.paymentdone.benchmarks.stack;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic of payments as Kafka has it, past the services. */
public final class Topic implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 10;
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);
  private static final List<TopicPartition> PARTITIONS =
      IntStream.range(0, Topics.PARTITIONS)
          .mapToObj(partition -> new TopicPartition(Topics.PAYMENT_DONE, partition))
          .toList();

  private final String bootstrapServers;
  private final Admin admin;

  Topic(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Where each partition ends now. */
  public Map<TopicPartition, Long> ends() {
    var wanted = PARTITIONS.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    return get(admin.listOffsets(wanted).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /** Records that the topic has had. */
  public long records() {
    return ends().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of them, those whose feed entries are committed: offsets follow the database. */
  public long recordsInFeed() {
    return get(
            admin
                .listConsumerGroupOffsets(Topics.NOTIFICATION_GROUP)
                .partitionsToOffsetAndMetadata())
        .entrySet()
        .stream()
        .filter(partition -> partition.getValue() != null)
        .mapToLong(partition -> partition.getValue().offset())
        .sum();
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Ids of the payments on the topic from there to its end now; duplicates included. */
  public List<UUID> paymentsSince(Map<TopicPartition, Long> begins) {
    Map<TopicPartition, Long> ends = ends();
    List<UUID> ids = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(PARTITIONS);
      begins.forEach(consumer::seek);
      long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the topic could not be read within " + READ_TIMEOUT);
        }
        consumer.poll(Duration.ofMillis(200)).forEach(record -> ids.add(id(record)));
      }
    }
    return ids;
  }

  private static UUID id(ConsumerRecord<byte[], byte[]> record) {
    byte[] id = record.headers().lastHeader(CloudEventHeaders.ID).value();
    return UUID.fromString(new String(id, java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
