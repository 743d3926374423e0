package io.paymentdone.console.ledger;

import io.paymentdone.console.ledger.CommittedOffsets.Committed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Committed offsets of the last minutes; a count is compared with those from before it. */
final class CommittedHistory {

  /** Longer than a service may cache a count. */
  private static final Duration KEPT = Duration.ofMinutes(2);

  private static final Duration APART_MIN = Duration.ofMillis(200);

  private final Deque<Entry> newestFirst = new ArrayDeque<>();

  private record Entry(long nanos, Committed committed) {}

  /**
   * Adds committed offsets.
   *
   * @param nanos when the answer arrived, by {@link System#nanoTime}
   */
  void add(Committed committed, long nanos) {
    Entry last = newestFirst.peekFirst();
    if (last == null || nanos - last.nanos() >= APART_MIN.toNanos()) {
      newestFirst.addFirst(new Entry(nanos, committed));
    }
    while (nanos - newestFirst.getLast().nanos() > KEPT.toNanos()) {
      newestFirst.removeLast();
    }
  }

  /** The newest offsets from before a moment that match a predicate. */
  Optional<Map<Integer, Long>> before(long nanos, Predicate<Committed> holds) {
    return newestFirst.stream()
        .filter(entry -> entry.nanos() - nanos <= 0 && holds.test(entry.committed()))
        .map(entry -> entry.committed().offsets())
        .findFirst();
  }
}
