package io.paymentdone.console.tail;

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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic on a thread of its own, from some time ago to now and on, for as
 * long as it runs. While Kafka or the topic is away it tries again each second, from where it was.
 */
public final class TopicTail implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Else it would wait for the answer to its last request, which comes with the next record. */
  private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

  private final String topic;
  private final long oldest;
  private final long recordsMax;
  private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
  private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
  private final Consumer<Instant> knownSince;

  /** Also read by those who ask how far it is. */
  private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

  /** Partitions whose old records are more than are read, until the first of those comes. */
  private final Set<Integer> cut = new HashSet<>();

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean caughtUp;
  private org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> current;
  private @Nullable Thread thread;

  /**
   * A tail that is not yet read.
   *
   * @param lookBack how old the first record may be now
   * @param recordsMax most old records per partition
   * @param handler called on the tail's thread; what it throws is logged, and the record skipped
   * @param knownSince told the time of a partition's first record when {@code recordsMax} left
   *     older ones out; before the handler is given it, on the same thread
   */
  public TopicTail(
      String topic,
      Duration lookBack,
      long recordsMax,
      Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
      Consumer<ConsumerRecord<byte[], byte[]>> handler,
      Consumer<Instant> knownSince) {
    this.topic = topic;
    this.oldest = System.currentTimeMillis() - lookBack.toMillis();
    this.recordsMax = recordsMax;
    this.consumers = consumers;
    this.handler = handler;
    this.knownSince = knownSince;
  }

  /** Begins to read. */
  public synchronized void start() {
    thread = Thread.ofPlatform().name("tail-" + topic).daemon().start(this::run);
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

  private void run() {
    while (!closed) {
      try {
        follow();
      } catch (WakeupException | InterruptException e) {
        log.debug("the tail of {} ends", topic, e);
      } catch (KafkaException e) {
        log.info("{} cannot be read now: {}", topic, e.toString());
        pause();
      }
    }
  }

  private void follow() {
    var consumer = consumers.get();
    try {
      attach(consumer);
      position(consumer);
      read(consumer);
    } finally {
      attach(null);
      consumer.close(AT_ONCE);
    }
  }

  private synchronized void attach(
      org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> consumer) {
    current = consumer;
    if (closed && consumer != null) {
      consumer.wakeup();
    }
  }

  private void pause() {
    try {
      var _ = ended.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void position(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
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
    cut.clear();
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

  private void read(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (!closed) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records.forEach(this::handle);
      records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
      caughtUp =
          caughtUp
              || ends.entrySet().stream()
                  .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    try {
      if (cut.remove(consumed.partition())) {
        knownSince.accept(Instant.ofEpochMilli(consumed.timestamp()));
      }
      handler.accept(consumed);
    } catch (RuntimeException e) {
      log.warn("{}-{}@{} is skipped", consumed.topic(), consumed.partition(), consumed.offset(), e);
    }
  }

  @Override
  public void close() {
    Thread reader;
    synchronized (this) {
      closed = true;
      reader = thread;
      ended.countDown();
      if (current != null) {
        current.wakeup();
      }
    }
    try {
      if (reader != null) {
        reader.join(Duration.ofSeconds(3));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
