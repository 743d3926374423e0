package io.paymentdone.faults.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.faults.check.SystemState.TopicOffset;
import io.paymentdone.faults.check.SystemState.TopicRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads whole topics, from the first record that retention has left to the last. */
public final class TopicReader {

  private static final Logger log = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final List<TopicPartition> GROUP_EVENTS =
      partitions(Topics.NOTIFICATION_GROUP_EVENTS, 1);

  private final String bootstrapServers;

  /** Reads from these brokers. */
  public TopicReader(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * The payment topic, by partition and offset; as in {@link Databases}, without the payments that
   * were stored past the services.
   */
  public List<TopicRecord> events() {
    return read(partitions(Topics.PAYMENT_DONE, Topics.PARTITIONS), 0).stream()
        .map(record ->
            new TopicRecord(
                new TopicOffset(record.partition(), record.offset()),
                id(record),
                record.key() == null ? null : new String(record.key(), UTF_8)))
        .filter(record -> !String.valueOf(record.userId()).startsWith(Databases.STORED_USER))
        .sorted(Comparator.comparing(TopicRecord::position))
        .toList();
  }

  /** Where the dead letters came from, one position per record. */
  public List<TopicOffset> deadLetters() {
    return read(partitions(Topics.PAYMENT_DONE_DLT, Topics.PARTITIONS), 0).stream()
        .map(record ->
            new TopicOffset(
                header(record, "kafka_dlt-original-partition").getInt(),
                header(record, "kafka_dlt-original-offset").getLong()))
        .toList();
  }

  /** How many events the members of the group have published since the topic was created. */
  public long groupEventsEnd() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return consumer.endOffsets(GROUP_EVENTS, TIMEOUT).values().iterator().next();
    }
  }

  /**
   * The events that the members here have published after the first so many. Others can write to
   * the topic, too: what is no event, and what is of no member here, is left out.
   */
  public List<GroupEvent> groupEvents(long end) {
    return read(GROUP_EVENTS, end).stream()
        .<GroupEvent>mapMulti(TopicReader::groupEvent)
        .filter(event -> String.valueOf(event.clientId()).startsWith(Topics.NOTIFICATION_GROUP))
        .toList();
  }

  private static void groupEvent(
      ConsumerRecord<byte[], byte[]> record, Consumer<GroupEvent> events) {
    try {
      GroupEvent event = JSON.readValue(record.value(), GroupEvent.class);
      if (event != null) {
        events.accept(event);
      }
    } catch (JacksonException noEvent) {
      log.debug("no group event at offset {}", record.offset(), noEvent);
    }
  }

  private static @Nullable UUID id(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(CloudEventHeaders.ID);
    if (header == null || header.value() == null) {
      return null;
    }
    try {
      return UUID.fromString(new String(header.value(), UTF_8));
    } catch (IllegalArgumentException noUuid) {
      return null;
    }
  }

  private static ByteBuffer header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null) {
      throw new IllegalStateException(
          "dead letter at offset " + record.offset() + " without " + name);
    }
    return ByteBuffer.wrap(header.value());
  }

  private static List<TopicPartition> partitions(String topic, int number) {
    return IntStream.range(0, number)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(List<TopicPartition> partitions, long from) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, from));
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(partitions + " cannot be read to their ends");
        }
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return records;
  }
}
