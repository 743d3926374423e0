package io.paymentdone.console.topics;

import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.WorkerStatus;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic on a thread of its own, from some time ago to now and on, for as
 * long as it runs. While Kafka or the topic is away it tries again, from where it was.
 *
 * <p>A record for which the memory is not enough makes {@code poll} fail as a whole: records of
 * other partitions that it had in hand are lost with it, and the client cannot go on from there. So
 * the next consumer begins where the last {@code poll} that returned had ended, reads partition by
 * partition and record by record, and skips the one offset at which it fails again and again.
 */
public final class TopicReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** How often the broker is asked for the ends, so that it is known that nothing is missed. */
  private static final Duration CHECK = Duration.ofSeconds(10);

  /** Each of them may be as large as a record batch, decompressed. */
  private static final int RECORDS_PER_POLL = 50;

  /** Another thread may have had the memory for a moment. */
  private static final int TRIES = 3;

  private static final Duration RETRY = Duration.ofMillis(500);

  /** Else it would wait for the answer to its last request, which comes with the next record. */
  private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

  private final String topic;
  private final long oldest;
  private final long recordsMax;
  private final IntFunction<Consumer<byte[], byte[]>> consumers;
  private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler;
  private final java.util.function.Consumer<Instant> knownSince;

  /** Also read by those who ask how far it is. */
  private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

  private final RejectedRecordLog rejections;

  /** Partitions whose old records are more than are read, until the first of those comes. */
  private final Set<Integer> cut = new HashSet<>();

  private final Worker worker;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean caughtUp;
  private volatile Skipped skipped = new Skipped(0, null);
  private boolean outOfMemory;
  private @Nullable Consumer<byte[], byte[]> current;

  private record Skipped(long count, @Nullable String last) {}

  /**
   * A reader that has not started.
   *
   * @param lookBack how old the first record may be now
   * @param recordsMax most old records per partition
   * @param consumers makes a consumer whose {@code poll} returns at most so many records
   * @param handler called on the reader's thread; what it throws is logged, and the record skipped
   * @param knownSince told the time of a partition's first record when {@code recordsMax} left
   *     older ones out; before the handler is given it, on the same thread
   */
  public TopicReader(
      String topic,
      Duration lookBack,
      long recordsMax,
      IntFunction<Consumer<byte[], byte[]>> consumers,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> handler,
      java.util.function.Consumer<Instant> knownSince) {
    this.topic = topic;
    this.oldest = System.currentTimeMillis() - lookBack.toMillis();
    this.recordsMax = recordsMax;
    this.consumers = consumers;
    this.handler = handler;
    this.knownSince = knownSince;
    this.rejections = new RejectedRecordLog(topic);
    this.worker = new Worker("topic-reader-" + topic, Clock.systemUTC(), this::turn);
  }

  /** Begins to read. */
  public void start() {
    worker.start();
  }

  /** Whether what was on the topic at the start has been handled. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Offset of a partition's next record; empty before it is known. */
  public OptionalLong position(int partition) {
    Long offset = next.get(new TopicPartition(topic, partition));
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** Whether it reads; if not, since when it is not known what the topic holds. */
  public WorkerStatus status() {
    WorkerStatus status = worker.status();
    Skipped left = skipped;
    return new WorkerStatus(
        status.name(),
        status.running(),
        status.since(),
        status.reason(),
        left.count(),
        left.last());
  }

  private void turn() throws InterruptedException {
    try {
      if (outOfMemory) {
        passUnreadable();
        outOfMemory = false;
      }
      follow();
    } catch (OutOfMemoryError e) {
      outOfMemory = true;
      throw e;
    } catch (WakeupException | InterruptException e) {
      if (!worker.isClosed()) {
        throw e;
      }
    }
  }

  private void follow() {
    Consumer<byte[], byte[]> consumer = consumers.apply(RECORDS_PER_POLL);
    try {
      attach(consumer);
      position(consumer);
      read(consumer);
    } finally {
      attach(null);
      consumer.close(AT_ONCE);
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
      // Whoever deploys creates it, perhaps after this started: tried again.
      throw new UnknownTopicOrPartitionException("there is no topic " + topic);
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, oldest));
    // The ends first: what arrives between the two answers is behind the end, so that it is read.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      Long goesOn = next.get(partition);
      if (goesOn == null) {
        goesOn = first(partition, starts.get(partition), ends.getOrDefault(partition, 0L));
        next.put(partition, goesOn);
      }
      consumer.seek(partition, goesOn);
    }
  }

  private long first(TopicPartition partition, @Nullable OffsetAndTimestamp start, long end) {
    if (start == null) {
      return end;
    }
    if (start.offset() < end - recordsMax) {
      cut.add(partition.partition());
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
        // Without a broker poll just returns nothing; this fails.
        var _ = consumer.endOffsets(consumer.assignment());
        checked = System.nanoTime();
        worker.succeeded();
        rejections.tell();
      }
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    records.forEach(this::handle);
    records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
  }

  /** Reads each partition alone, record by record, up to its present end. */
  private void passUnreadable() throws InterruptedException {
    for (TopicPartition partition : List.copyOf(next.keySet())) {
      long failedAt = -1;
      int failures = 0;
      while (!worker.isClosed() && !isReadAlone(partition)) {
        long offset = next.getOrDefault(partition, 0L);
        failures = offset == failedAt ? failures + 1 : 1;
        failedAt = offset;
        if (failures >= TRIES) {
          skip(partition, offset);
        }
        var _ = ended.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /** False when the memory was not enough for the record at the partition's next offset. */
  private boolean isReadAlone(TopicPartition partition) {
    Consumer<byte[], byte[]> consumer = consumers.apply(1);
    try {
      attach(consumer);
      consumer.assign(List.of(partition));
      consumer.seek(partition, next.getOrDefault(partition, 0L));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (!worker.isClosed() && consumer.position(partition) < end) {
        ConsumerRecords<byte[], byte[]> one;
        try {
          one = consumer.poll(POLL);
        } catch (OutOfMemoryError e) {
          return false;
        }
        take(one);
      }
      return true;
    } finally {
      attach(null);
      consumer.close(AT_ONCE);
    }
  }

  private void skip(TopicPartition partition, long offset) {
    next.put(partition, offset + 1);
    skipped = new Skipped(skipped.count() + 1, partition + "@" + offset);
    log.error(
        "{}@{} is skipped: its record is larger than the memory. Members of the group meet it too",
        partition,
        offset);
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    try {
      if (cut.remove(consumed.partition())) {
        knownSince.accept(Instant.ofEpochMilli(consumed.timestamp()));
      }
      handler.accept(consumed);
    } catch (Throwable e) {
      // An Error too: reading it again would meet it again, and nothing behind it would be read.
      rejections.add(consumed, e);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      worker.close();
      ended.countDown();
      if (current != null) {
        current.wakeup();
      }
    }
    worker.join(Duration.ofSeconds(3));
  }
}
