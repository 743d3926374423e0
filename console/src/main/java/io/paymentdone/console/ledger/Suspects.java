package io.paymentdone.console.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What counts of single slices have found wrong. It is believed when a count that was made at least
 * 2 s later finds it again.
 */
final class Suspects {

  private static final Duration APART_MIN = Duration.ofSeconds(2);

  private final TreeMap<Integer, Suspect> bySlice = new TreeMap<>();

  private record Suspect(long firstNanos, long last, long confirmed) {}

  /**
   * Takes a count in.
   *
   * @param from first slice that was counted
   * @param to the slice after the last
   * @param nanos moment of the count
   * @param found what is wrong in each slice; without those where nothing is
   */
  void observe(int from, int to, long nanos, Map<Integer, Long> found) {
    bySlice.subMap(from, to).keySet().retainAll(found.keySet());
    found.forEach((slice, count) ->
        bySlice.merge(
            slice,
            new Suspect(nanos, count, 0),
            (before, first) -> {
              long both = Math.min(before.last(), count);
              boolean again = nanos - before.firstNanos() >= APART_MIN.toNanos();
              return new Suspect(
                  before.firstNanos(), count, again ? both : Math.min(before.confirmed(), both));
            }));
  }

  /** Forgets the slices before one. */
  void forget(int before) {
    bySlice.headMap(before).clear();
  }

  /** Believed. */
  long confirmed() {
    return bySlice.values().stream().mapToLong(Suspect::confirmed).sum();
  }

  /** Found once, and yet to be believed. */
  long open() {
    return bySlice.values().stream()
        .mapToLong(suspect -> suspect.last() - suspect.confirmed())
        .sum();
  }

  /** What is believed, by slice. */
  SortedMap<Integer, Long> confirmedBySlice() {
    TreeMap<Integer, Long> confirmed = new TreeMap<>();
    bySlice.forEach((slice, suspect) -> {
      if (suspect.confirmed() > 0) {
        confirmed.put(slice, suspect.confirmed());
      }
    });
    return confirmed;
  }
}
