package io.paymentdone.console.lab;

import io.paymentdone.console.lab.ProtocolsState.ProtocolPartition;
import io.paymentdone.console.lab.ProtocolsState.ReadingSpan;
import io.paymentdone.console.lab.ProtocolsState.Standstill;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who in a group handles which records when, and what a kill interrupts. Bounded: a partition has
 * the newest {@value #SPANS_MAX} spans, {@value #STANDSTILLS_MAX} standstills and {@value
 * #USERS_MAX} users; see {@link PartitionCounts}, too. Times are in ms.
 */
final class ProtocolLog {

  static final int SPANS_MAX = 40;
  static final int STANDSTILLS_MAX = 10;
  static final int USERS_MAX = 100;

  /** Records of a consumer with a longer pause between them are of two spans. */
  static final long SPAN_PAUSE = 1_000;

  /** Whoever has handled a record within this time reads on. */
  static final long READING = 2_500;

  /** Pauses that begin later after the kill have other reasons. */
  static final long MEASURED = 20_000;

  private static final int NOBODY = -1;

  private static final class Partition {
    final PartitionCounts counts = new PartitionCounts(0);
    final List<ReadingSpan> spans = new ArrayList<>();
    final List<Standstill> standstills = new ArrayList<>();
    final Map<String, Long> newest = new HashMap<>();
    List<Integer> before = List.of();
    long lastAt = -1;
    int takenFrom = NOBODY;
    long takenAt;
    long gap;
  }

  private final boolean shared;
  private final LongSupplier clock;
  private final List<Partition> partitions;
  private final TreeSet<Integer> losers = new TreeSet<>();
  private int victim = NOBODY;
  private long killedAt = -1;
  private long outOfOrder;

  /**
   * A log without an entry.
   *
   * @param shared whether a partition may have several consumers at a time
   * @param clock ms since the start
   */
  ProtocolLog(int partitions, boolean shared, LongSupplier clock) {
    this.partitions = IntStream.range(0, partitions).mapToObj(p -> new Partition()).toList();
    this.shared = shared;
    this.clock = clock;
  }

  /**
   * A consumer has handled a record.
   *
   * @param user whose record it is; null if it is of nobody
   */
  synchronized void handled(int consumer, int number, long offset, @Nullable String user) {
    if (!isKnown(number)) {
      return;
    }
    Partition partition = partitions.get(number);
    long now = clock.getAsLong();
    if (isMeasured(partition)) {
      partition.gap = Math.max(partition.gap, now - partition.lastAt);
    }
    partition.lastAt = now;
    read(partition, consumer, now);
    if (partition.counts.handled(offset) && user != null) {
      order(partition.newest, user, offset);
    }
  }

  /** Others may add partitions to the topic; those are not counted. */
  private boolean isKnown(int number) {
    return number < partitions.size();
  }

  private boolean isMeasured(Partition partition) {
    return killedAt >= 0 && partition.lastAt >= 0 && partition.lastAt < killedAt + MEASURED;
  }

  private void read(Partition partition, int consumer, long now) {
    // One that shares a partition may have to wait for its turn.
    long pause = shared ? READING : SPAN_PAUSE;
    List<ReadingSpan> spans = partition.spans;
    for (int i = spans.size() - 1; i >= 0; i--) {
      ReadingSpan span = spans.get(i);
      if (span.consumer() == consumer && now - span.toMs() <= pause) {
        spans.set(i, new ReadingSpan(consumer, span.fromMs(), now));
        return;
      }
    }
    spans.add(new ReadingSpan(consumer, now, now));
    if (spans.size() > SPANS_MAX) {
      spans.removeFirst();
    }
  }

  private void order(Map<String, Long> newest, String user, long offset) {
    Long before = newest.get(user);
    if (before != null && offset < before) {
      outOfOrder++;
    } else if (before != null || newest.size() < USERS_MAX) {
      newest.put(user, offset);
    }
  }

  /** The group takes partitions from a consumer. */
  synchronized void taken(int consumer, Collection<Integer> numbers) {
    if (killedAt < 0) {
      return;
    }
    numbers.stream()
        .filter(this::isKnown)
        .map(partitions::get)
        .forEach(partition -> {
          partition.takenFrom = consumer;
          partition.takenAt = clock.getAsLong();
        });
  }

  /** The group gives partitions to a consumer. */
  synchronized void given(int consumer, Collection<Integer> numbers) {
    numbers.stream()
        .filter(this::isKnown)
        .map(partitions::get)
        .filter(partition -> partition.takenFrom != NOBODY)
        .forEach(partition -> given(consumer, partition));
  }

  private void given(int consumer, Partition partition) {
    if (partition.takenFrom != consumer) {
      losers.add(partition.takenFrom);
    } else if (partition.standstills.size() < STANDSTILLS_MAX) {
      partition.standstills.add(new Standstill(consumer, partition.takenAt, clock.getAsLong()));
    }
    partition.takenFrom = NOBODY;
  }

  /** A consumer is killed now; what it still handles is none of its group's. */
  synchronized void killed(int consumer) {
    partitions.forEach(partition -> partition.before = readers(partition));
    victim = consumer;
    killedAt = clock.getAsLong();
  }

  /** When a consumer was killed; null before. */
  synchronized @Nullable Long killedAt() {
    return killedAt < 0 ? null : killedAt;
  }

  /** Whether each partition has a reader that is not dead. */
  synchronized boolean isRead() {
    return partitions.stream().noneMatch(partition -> readers(partition).isEmpty());
  }

  /** Whether a consumer handles records. */
  synchronized boolean isReader(int consumer) {
    return partitions.stream().anyMatch(partition -> readers(partition).contains(consumer));
  }

  /** Consumers that read a partition now; of one that is not shared the last one. */
  private List<Integer> readers(Partition partition) {
    long since = clock.getAsLong() - READING;
    TreeSet<Integer> readers = new TreeSet<>();
    for (ReadingSpan span : partition.spans) {
      boolean isLast = shared || span.toMs() == partition.lastAt;
      if (span.toMs() >= since && isLast && span.consumer() != victim) {
        readers.add(span.consumer());
      }
    }
    return List.copyOf(readers);
  }

  /** Consumers that stood still though they have lost no partition, by number. */
  synchronized List<Integer> stoodStill() {
    TreeSet<Integer> still = new TreeSet<>();
    for (Partition partition : partitions) {
      partition.standstills.forEach(standstill -> still.add(standstill.consumer()));
    }
    still.removeAll(losers);
    return List.copyOf(still);
  }

  synchronized List<ProtocolPartition> partitions() {
    long now = clock.getAsLong();
    return IntStream.range(0, partitions.size())
        .mapToObj(number -> {
          Partition partition = partitions.get(number);
          long open = isMeasured(partition) ? now - partition.lastAt : 0;
          return new ProtocolPartition(
              number,
              List.copyOf(partition.spans),
              List.copyOf(partition.standstills),
              partition.before,
              killedAt < 0 ? List.of() : readers(partition),
              killedAt < 0 ? null : Long.valueOf(Math.max(partition.gap, open)));
        })
        .toList();
  }

  /** Number of distinct records that were handled. */
  synchronized long handled() {
    return partitions.stream().mapToLong(partition -> partition.counts.handled()).sum();
  }

  /** Number of distinct records that were handled more than once. */
  synchronized long handledTwice() {
    return partitions.stream().mapToLong(partition -> partition.counts.handledTwice()).sum();
  }

  /** Number of records that were handled for the first time after a later one of their user. */
  synchronized long outOfOrder() {
    return outOfOrder;
  }
}
