package io.paymentdone.console.lag;

import static java.util.Comparator.comparingLong;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Reads single records for their timestamps.
 *
 * <p>Records of aborted transactions do not count, and those of open ones do: the ranges are read
 * as a reader of committed transactions does, and what lies behind the first open transaction as a
 * reader of all records does. Not thread-safe.
 */
final class OldestRecords implements AutoCloseable {

  /** For the records of one call, in each of both ways. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** The first look-up connects to the brokers. */
  private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final CloseOptions WITHOUT_WAITING = CloseOptions.timeout(Duration.ZERO);

  private final Function<IsolationLevel, Consumer<byte[], byte[]>> factory;
  private final Map<IsolationLevel, Consumer<byte[], byte[]>> consumers =
      new EnumMap<>(IsolationLevel.class);

  /**
   * A reader that has no consumers yet.
   *
   * @param factory creates consumers that return one record at a time and survive records of any
   *     size
   */
  OldestRecords(Function<IsolationLevel, Consumer<byte[], byte[]>> factory) {
    this.factory = factory;
  }

  /**
   * The oldest record of each range of one topic; ranges that could not be read within some seconds
   * are left out.
   *
   * @throws KafkaException if Kafka does not answer or refuses the topic
   */
  Map<Unread, Oldest> read(Collection<Unread> ranges) {
    Map<Unread, Oldest> found = new HashMap<>();
    try {
      Pass committed = new Pass(IsolationLevel.READ_COMMITTED, ranges);
      committed.run();
      found.putAll(committed.found);
      if (!committed.notCommitted.isEmpty()) {
        Pass all =
            new Pass(IsolationLevel.READ_UNCOMMITTED, Set.copyOf(committed.notCommitted.values()));
        all.run();
        committed.notCommitted.forEach((range, rest) -> {
          Oldest oldest = all.found.get(rest);
          if (oldest != null) {
            found.put(range, oldest);
          }
        });
      }
      return found;
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Its state is unknown, so the next call starts with new consumers.
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    consumers.values().forEach(consumer -> consumer.close(WITHOUT_WAITING));
    consumers.clear();
  }

  /** Reads all ranges of a topic in one way. */
  private final class Pass {

    final Map<Unread, Oldest> found = new HashMap<>();

    /** By range what is left of it behind the beginning of the first open transaction. */
    final Map<Unread, Unread> notCommitted = new HashMap<>();

    private final Consumer<byte[], byte[]> consumer;

    /** Ranges of each partition, each of another group, by their beginning. */
    private final Map<TopicPartition, Queue<Unread>> open = new HashMap<>();

    private Map<TopicPartition, Long> readableEnds = Map.of();

    Pass(IsolationLevel isolation, Collection<Unread> ranges) {
      consumer = consumers.computeIfAbsent(isolation, factory);
      for (Unread range : ranges) {
        open.computeIfAbsent(
                range.partition(), partition -> new PriorityQueue<>(comparingLong(Unread::from)))
            .add(range);
      }
    }

    void run() {
      Set<TopicPartition> partitions = Set.copyOf(open.keySet());
      consumer.assign(partitions);
      // Those that were read before are still paused.
      consumer.resume(partitions);
      readableEnds = consumer.endOffsets(partitions, LOOK_UP_TIMEOUT);
      partitions.forEach(this::seekNext);
      long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
      while (!open.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
        for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
          take(next);
        }
        List.copyOf(open.keySet()).forEach(this::skipGap);
      }
    }

    /** Moves to the next range that may hold a record that can be read. */
    private void seekNext(TopicPartition partition) {
      Queue<Unread> ranges = open.get(partition);
      if (ranges == null) {
        return;
      }
      Unread range = ranges.peek();
      while (range != null && isPast(range, range.from())) {
        conclude(range, range.from());
        ranges.remove();
        range = ranges.peek();
      }
      if (range == null) {
        open.remove(partition);
        consumer.pause(Set.of(partition));
      } else {
        consumer.seek(partition, range.from());
      }
    }

    private boolean isPast(Unread range, long position) {
      long readableEnd = readableEnds.getOrDefault(range.partition(), 0L);
      return position >= Math.min(range.end(), readableEnd);
    }

    /** No record can be read between the beginning of the range and this position. */
    private void conclude(Unread range, long position) {
      if (position >= range.end()) {
        found.put(range, new Oldest(null));
      } else {
        notCommitted.put(range, new Unread(range.partition(), position, range.end()));
      }
    }

    private void take(ConsumerRecord<byte[], byte[]> next) {
      TopicPartition partition = new TopicPartition(next.topic(), next.partition());
      Queue<Unread> ranges = open.get(partition);
      if (ranges == null) {
        return;
      }
      boolean taken = false;
      // A record before all ranges comes if the topic has just lost records: it says nothing.
      while (!ranges.isEmpty() && ranges.element().from() <= next.offset()) {
        take(ranges.remove(), next);
        taken = true;
      }
      if (taken) {
        seekNext(partition);
      }
    }

    private void take(Unread range, ConsumerRecord<byte[], byte[]> next) {
      if (next.offset() >= range.end()) {
        found.put(range, new Oldest(null));
      } else if (next.timestamp() >= 0) {
        found.put(range, new Oldest(Instant.ofEpochMilli(next.timestamp())));
      }
    }

    /** The consumer moves over offsets without a record, and returns nothing of them. */
    private void skipGap(TopicPartition partition) {
      Queue<Unread> ranges = open.get(partition);
      if (ranges == null) {
        return;
      }
      long position = consumer.position(partition, LOOK_UP_TIMEOUT);
      if (isPast(ranges.element(), position)) {
        conclude(ranges.remove(), position);
        seekNext(partition);
      }
    }
  }
}
