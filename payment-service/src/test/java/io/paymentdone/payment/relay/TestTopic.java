package io.paymentdone.payment.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** The records of the topic from the moment of its opening on. */
public final class TestTopic implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  /** Opens it. */
  public TestTopic(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            // All that has come at each look, so that tens of thousands do not take as many
            // seconds.
            Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", 100_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(number -> new TopicPartition(Topics.PAYMENT_DONE, number))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** All records so far. */
  public List<ConsumerRecord<byte[], byte[]>> records() {
    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    return records;
  }

  /** Ids of all records so far; of one partition in their order. */
  List<String> ids() {
    return records().stream().map(TestTopic::id).toList();
  }

  /** Waits until each of these is there. */
  public List<String> awaitAll(List<String> ids) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> new HashSet<>(ids()).containsAll(ids));
    return ids();
  }

  /** The payment's id. */
  public static String id(ConsumerRecord<?, ?> record) {
    return header(record, CloudEventHeaders.ID);
  }

  /** A header that the record has, as text. */
  public static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
