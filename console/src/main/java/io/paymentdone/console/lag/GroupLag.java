package io.paymentdone.console.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The lag of one group. All times are the broker's, as far as they are known. */
final class GroupLag {

  /** A page that shows the group is noted at each poll, so at least each second. */
  private static final Duration SHOWN_KEPT = Duration.ofSeconds(5);

  /** Longer than the interval of scrapers of metrics. */
  private static final Duration ASKED_KEPT = Duration.ofMinutes(5);

  private static final Duration SHOWN_INTERVAL = Duration.ofSeconds(2);
  private static final Duration OTHERS_INTERVAL = Duration.ofSeconds(10);

  /** Older figures are not those of now: groups that no page shows are polled each 10 s. */
  private static final Duration OBSERVED_KEPT = Duration.ofSeconds(30);

  private final Map<TopicPartition, PartitionLag> partitions = new HashMap<>();
  private final LagHistory history = new LagHistory();
  private Instant observedAt = Instant.EPOCH;
  private Instant readAt = Instant.EPOCH;
  private Instant shownAt = Instant.EPOCH;
  private Instant askedAt = Instant.EPOCH;

  /** A page shows the group at this time. */
  synchronized void shown(Instant at) {
    shownAt = at;
  }

  /** A scraper or another client has asked for figures at this time. */
  synchronized void asked(Instant at) {
    askedAt = at;
  }

  /** Applies an answer of the coordinator. */
  synchronized GroupLags.Measured observe(List<Unread> unread, Instant at) {
    Set<TopicPartition> present =
        unread.stream().map(Unread::partition).collect(Collectors.toSet());
    partitions.keySet().retainAll(present);
    observedAt = at;
    Map<TopicPartition, LagTime> times = new HashMap<>();
    Map<TopicPartition, Waiting> waiting = new HashMap<>();
    for (Unread now : unread) {
      PartitionLag partition =
          partitions.computeIfAbsent(now.partition(), added -> new PartitionLag(now));
      times.put(now.partition(), partition.observe(now, at));
      waiting.put(now.partition(), partition.waiting());
    }
    history.add(at, sumOfRecords(), largest());
    return new GroupLags.Measured(times, waiting, total());
  }

  /**
   * The ranges whose oldest records are to be read now; each is returned once. Empty while nobody
   * needs the lag in time, or if it was read a moment ago.
   */
  synchronized List<Unread> due(Instant at) {
    boolean shown = at.isBefore(shownAt.plus(SHOWN_KEPT));
    boolean needed = shown || at.isBefore(askedAt.plus(ASKED_KEPT));
    Duration interval = shown ? SHOWN_INTERVAL : OTHERS_INTERVAL;
    if (!needed
        || at.isBefore(readAt.plus(interval))
        || partitions.values().stream().noneMatch(PartitionLag::isWanted)) {
      return List.of();
    }
    readAt = at;
    List<Unread> due = new ArrayList<>();
    for (PartitionLag partition : partitions.values()) {
      Unread wanted = partition.drainWanted();
      if (wanted != null) {
        due.add(wanted);
      }
    }
    return List.copyOf(due);
  }

  /** Applies the oldest records of the ranges that {@link #due} returned, as far as known. */
  synchronized void read(List<Unread> due, Map<Unread, Oldest> found, Instant at) {
    for (Unread range : due) {
      PartitionLag partition = partitions.get(range.partition());
      Oldest oldest = found.get(range);
      if (partition != null && oldest != null) {
        partition.read(oldest, at);
      }
    }
  }

  private LagTime total() {
    return history.of(sumOfRecords(), largest());
  }

  private long sumOfRecords() {
    return partitions.values().stream().mapToLong(PartitionLag::records).sum();
  }

  /** The largest of the partitions; null if one of them is not known, which may be the largest. */
  private @Nullable Double largest() {
    double largest = 0;
    for (PartitionLag partition : partitions.values()) {
      Double seconds = partition.seconds();
      if (seconds == null) {
        return null;
      }
      largest = Math.max(largest, seconds);
    }
    return largest;
  }

  /** The lag in seconds; null if it is not known. */
  synchronized @Nullable Double seconds(Instant at) {
    return isKnown(at) ? largest() : null;
  }

  /** The number of records that wait; null if it is not known. */
  synchronized @Nullable Long records(Instant at) {
    return isKnown(at) ? sumOfRecords() : null;
  }

  private boolean isKnown(Instant at) {
    return at.isBefore(observedAt.plus(OBSERVED_KEPT));
  }
}
