package io.paymentdone.console.topics;

import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.WorkerStatus;
import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.kafka.oversized.StreamingConsumer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads all partitions of a topic on a thread of its own: first the records of some time before the
 * start, then every new one. While Kafka or the topic is unavailable, the reader retries from its
 * last position.
 *
 * <p>A record over the limits is counted and skipped, whatever its size: the consumer is a {@link
 * StreamingConsumer}.
 */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  /** How often the broker is asked for the end offsets, to detect that it does not answer. */
  private static final Duration CHECK = Duration.ofSeconds(10);

  /** A handler ends within it; so does the constructor of a consumer. */
  private static final Duration RESTART_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Without this option, close would wait for the answer to the last fetch, which comes with the
   * next record.
   */
  private static final CloseOptions WITHOUT_WAITING = CloseOptions.timeout(Duration.ZERO);

  private final String topic;
  private final long oldest;
  private final long recordsMax;
  private final RecordLimits limits;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler;
  private final java.util.function.Consumer<Instant> knownSince;

  /** Offset of the next record by partition; also read by other threads. */
  private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

  private final RejectedRecordLog rejections;

  /** Partitions with more old records than are read, until the first record that is read. */
  private final Set<Integer> truncated = new HashSet<>();

  private volatile Worker worker;
  private volatile boolean caughtUp;
  private volatile Skipped skipped = new Skipped(0, null);
  private @Nullable Consumer<byte[], byte[]> current;

  private record Skipped(long count, @Nullable String last) {}

  /**
   * A reader that has not started.
   *
   * @param lookBack greatest age of the first record
   * @param recordsMax most records per partition that are read from before the start
   * @param limits larger records are counted and skipped
   * @param consumers creates consumers that survive records of any size
   * @param handler called on the reader's thread; a record for which the handler throws is logged
   *     and skipped
   * @param knownSince receives the time of the first record that is read of a partition if {@code
   *     recordsMax} left older ones out; called on the reader's thread before the handler
   */
  public TopicReader(
      String topic,
      Duration lookBack,
      long recordsMax,
      RecordLimits limits,
      Supplier<Consumer<byte[], byte[]>> consumers,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler,
      java.util.function.Consumer<Instant> knownSince) {
    this.topic = topic;
    this.oldest = System.currentTimeMillis() - lookBack.toMillis();
    this.recordsMax = recordsMax;
    this.limits = limits;
    this.consumers = consumers;
    this.handler = handler;
    this.knownSince = knownSince;
    this.rejections = new RejectedRecordLog(topic);
    this.worker = newWorker();
  }

  private Worker newWorker() {
    return new Worker("topic-reader-" + topic, Clock.systemUTC(), this::turn);
  }

  /**
   * Starts to read; after {@link #close}, from the next offset on.
   *
   * @throws IllegalStateException when the thread of before has not ended: two would handle each
   *     record twice
   */
  public void start() {
    if (worker.isClosed()) {
      if (!worker.join(RESTART_TIMEOUT)) {
        throw new IllegalStateException("the reader of " + topic + " has not ended yet");
      }
      worker = newWorker();
    }
    worker.start();
  }

  /** Whether all records that were on the topic at the start have been handled. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Offset of the next record of a partition; empty before the first answer of the broker. */
  public OptionalLong position(int partition) {
    Long offset = next.get(new TopicPartition(topic, partition));
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** Whether the reader runs; if not, since when and why. */
  public WorkerStatus status() {
    WorkerStatus status = worker.status();
    Skipped left = skipped;
    return new WorkerStatus(
        status.name(),
        status.running(),
        status.since(),
        status.reason(),
        left.count(),
        left.last(),
        rejections.count());
  }

  /** Counts and logs records that the handler took and that turned out to be unusable later. */
  public void reject(long records, String why) {
    rejections.add(records, why);
  }

  private void turn() {
    try {
      follow();
    } catch (WakeupException | InterruptException e) {
      if (!worker.isClosed()) {
        throw e;
      }
    }
  }

  private void follow() {
    Consumer<byte[], byte[]> consumer = consumers.get();
    try {
      attach(consumer);
      position(consumer);
      read(consumer);
    } finally {
      attach(null);
      consumer.close(WITHOUT_WAITING);
    }
  }

  private synchronized void attach(@Nullable Consumer<byte[], byte[]> consumer) {
    current = consumer;
    if (worker.isClosed() && consumer != null) {
      consumer.wakeup();
    }
  }

  private void position(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      // The deployment creates the topic, perhaps after the console has started: the turn is
      // retried.
      throw new UnknownTopicOrPartitionException("topic " + topic + " does not exist");
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, oldest));
    // End offsets first: a record that arrives between the two answers lies after the end, so it is
    // read.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      Long position = next.get(partition);
      if (position == null) {
        position = first(partition, starts.get(partition), ends.getOrDefault(partition, 0L));
        next.put(partition, position);
      }
      consumer.seek(partition, position);
    }
  }

  private long first(TopicPartition partition, @Nullable OffsetAndTimestamp start, long end) {
    if (start == null) {
      return end;
    }
    if (start.offset() < end - recordsMax) {
      truncated.add(partition.partition());
      return end - recordsMax;
    }
    return start.offset();
  }

  private void read(Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long checked = System.nanoTime();
    worker.succeeded();
    while (!worker.isClosed()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      take(records);
      caughtUp =
          caughtUp
              || ends.entrySet().stream()
                  .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      if (!records.isEmpty()) {
        worker.succeeded();
      }
      if (System.nanoTime() - checked > CHECK.toNanos()) {
        // Without a broker, poll only returns nothing, but this call fails.
        var _ = consumer.endOffsets(consumer.assignment());
        checked = System.nanoTime();
        worker.succeeded();
        rejections.logPending();
      }
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    records.forEach(this::handle);
    records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    try {
      if (truncated.remove(consumed.partition())) {
        knownSince.accept(Instant.ofEpochMilli(consumed.timestamp()));
      }
      String excess = limits.excess(consumed);
      if (excess == null) {
        handler.accept(consumed);
      } else {
        skip(consumed, excess);
      }
    } catch (Throwable e) {
      // Errors too: a retry would fail at the same record, and no later record would be read.
      rejections.add(consumed, e);
    }
  }

  private void skip(ConsumerRecord<byte[], byte[]> large, String excess) {
    String place = topic + "-" + large.partition() + "@" + large.offset();
    skipped = new Skipped(skipped.count() + 1, place);
    rejections.add(large, excess);
  }

  @Override
  public void close() {
    synchronized (this) {
      worker.close();
      if (current != null) {
        current.wakeup();
      }
    }
    worker.join(Duration.ofSeconds(3));
  }
}
