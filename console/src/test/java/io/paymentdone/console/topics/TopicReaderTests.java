package io.paymentdone.console.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.kafka.oversized.RecordLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Reads from a mock consumer, whose records and offsets the test sets. */
class TopicReaderTests {

  private static final Duration LOOK_BACK = Duration.ofHours(1);
  private static final long RECORDS_MAX = 10;
  private final Instant now = Instant.now();

  private final Partition busy = new Partition(0);
  private final Partition quiet = new Partition(1);
  private final List<Instant> knownSince = new CopyOnWriteArrayList<>();
  private final List<Long> read = new CopyOnWriteArrayList<>();

  @Test
  void readsAllRecordsOfAPartitionWhoseFirstRecordCameLate() {
    quiet.offset = 500;
    quiet.add(now);
    busy.add(now.minus(Duration.ofMinutes(50)));

    follow(2);

    assertThat(knownSince).isEmpty();
  }

  @Test
  void reportsTheFirstRecordOfAPartitionWithTooManyRecords() {
    for (int minutes = 20; minutes > 0; minutes--) {
      busy.add(now.minus(Duration.ofMinutes(minutes)));
    }

    follow(RECORDS_MAX);

    Instant first = Instant.ofEpochMilli(now.minus(Duration.ofMinutes(10)).toEpochMilli());
    assertThat(knownSince).containsExactly(first);
  }

  @Test
  void continuesAfterARecordForWhichTheHandlerFails() {
    for (int i = 0; i < 5; i++) {
      busy.add(now);
    }
    try (TopicReader reader =
        new TopicReader(
            "topic",
            LOOK_BACK,
            RECORDS_MAX,
            RecordLimits.PAYMENT_EVENT,
            () -> new Broker(List.of(busy, quiet)),
            entry -> {
              if (entry.offset() == 1) {
                throw new StackOverflowError();
              }
              read.add(entry.offset());
            },
            knownSince::add)) {
      reader.start();

      await().atMost(Duration.ofSeconds(30)).until(() -> read.equals(List.of(0L, 2L, 3L, 4L)));
    }
  }

  @Test
  void continuesAfterARestartWhereItStopped() {
    busy.add(now);
    TopicReader reader =
        new TopicReader(
            "topic",
            LOOK_BACK,
            RECORDS_MAX,
            RecordLimits.PAYMENT_EVENT,
            () -> new Broker(List.of(busy, quiet)),
            entry -> read.add(entry.offset()),
            knownSince::add);
    try {
      reader.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> read.equals(List.of(0L)));
      reader.close();
      busy.add(now);

      reader.start();

      await().atMost(Duration.ofSeconds(30)).until(() -> read.equals(List.of(0L, 1L)));
      assertThat(reader.status().running()).isTrue();
    } finally {
      reader.close();
    }
  }

  private void follow(long records) {
    try (TopicReader reader =
        new TopicReader(
            "topic",
            LOOK_BACK,
            RECORDS_MAX,
            RecordLimits.PAYMENT_EVENT,
            () -> new Broker(List.of(busy, quiet)),
            entry -> read.add(entry.offset()),
            knownSince::add)) {
      reader.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> read.size() == records);
    }
  }

  /** The records of a partition. */
  private static final class Partition {
    final int number;
    final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long offset;

    Partition(int number) {
      this.number = number;
    }

    void add(Instant at) {
      records.add(
          new ConsumerRecord<>(
              "topic",
              number,
              offset++,
              at.toEpochMilli(),
              TimestampType.CREATE_TIME,
              0,
              0,
              null,
              null,
              new RecordHeaders(),
              Optional.empty()));
    }

    TopicPartition name() {
      return new TopicPartition("topic", number);
    }

    long start() {
      return offset - records.size();
    }
  }

  /** Kafka's mock consumer, with the offsets by time that it lacks. */
  private static final class Broker extends MockConsumer<byte[], byte[]> {

    private final List<Partition> partitions;

    Broker(List<Partition> partitions) {
      super("earliest");
      this.partitions = partitions;
      updatePartitions(
          "topic",
          partitions.stream()
              .map(partition -> new PartitionInfo("topic", partition.number, null, null, null))
              .toList());
      for (Partition partition : partitions) {
        updateBeginningOffsets(Map.of(partition.name(), partition.start()));
        updateEndOffsets(Map.of(partition.name(), partition.offset));
      }
      schedulePollTask(() ->
          partitions.stream()
              .flatMap(partition -> partition.records.stream())
              .filter(entry ->
                  entry.offset() >= position(new TopicPartition("topic", entry.partition())))
              .forEach(this::addRecord));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
      for (Partition partition : partitions) {
        partition.records.stream()
            .filter(entry -> entry.timestamp() >= times.getOrDefault(partition.name(), 0L))
            .findFirst()
            .ifPresent(entry ->
                offsets.put(
                    partition.name(), new OffsetAndTimestamp(entry.offset(), entry.timestamp())));
      }
      return offsets;
    }
  }
}
