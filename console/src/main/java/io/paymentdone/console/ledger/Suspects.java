package io.paymentdone.console.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Deviations that counts have found, by slice. A deviation is confirmed if a count at least 2 s
 * later finds it again.
 */
final class Suspects {

  private static final Duration APART_MIN = Duration.ofSeconds(2);

  private final TreeMap<Integer, Suspect> bySlice = new TreeMap<>();

  private record Suspect(long firstNanos, long last, long confirmed) {}

  /**
   * Applies the result of a count.
   *
   * @param from first counted slice
   * @param to slice after the last counted one
   * @param nanos time of the count
   * @param found deviation by slice; without slices that have none
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

  /** Forgets all slices before one. */
  void forget(int before) {
    bySlice.headMap(before).clear();
  }

  /** Sum of the confirmed deviations. */
  long confirmed() {
    return bySlice.values().stream().mapToLong(Suspect::confirmed).sum();
  }

  /** Sum of the deviations that are not confirmed yet. */
  long open() {
    return bySlice.values().stream()
        .mapToLong(suspect -> suspect.last() - suspect.confirmed())
        .sum();
  }

  /** Sum of the deviations before a slice, confirmed or not. */
  long before(int slice) {
    return bySlice.headMap(slice).values().stream().mapToLong(Suspect::last).sum();
  }

  /** The confirmed deviations by slice. */
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
