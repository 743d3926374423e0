package io.paymentdone.console.ledger;

import io.paymentdone.console.ledger.TableCounts.Scan;
import io.paymentdone.console.payments.PaymentIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many payments had come into no feed at the time of one count of the feeds.
 *
 * <p>The two services count at different times, so their sums must not be subtracted: what was
 * accepted or read between the two counts would appear as a difference, or hide one. Only slices
 * that were over before both counts are compared. What was accepted in them is final, whenever it
 * is counted, so the difference is true for the time of the count of the feeds.
 *
 * <p>No clocks are compared: a slice is over 15 s after the first count with a payment of it, or of
 * a later slice.
 */
final class Arrivals {

  /** A slice has 10 s, and a payment that is accepted in it is stored within 2.5 s. */
  private static final Duration OVER_AFTER = Duration.ofSeconds(15);

  /** Longer than a count is used. */
  private static final Duration KEPT = Duration.ofMinutes(2);

  private final TableCounts payments;
  private final TableCounts feeds;

  /** The newest slices with payments when they were first counted, oldest first. */
  private final Deque<Newest> newest = new ArrayDeque<>();

  Arrivals(TableCounts payments, TableCounts feeds) {
    this.payments = payments;
    this.feeds = feeds;
  }

  private record Newest(int slice, long nanos) {}

  /**
   * Payments that no feed had.
   *
   * @param end slice after the last one that is compared
   * @param acceptedUntil the payments are those accepted before this time, by the clock of
   *     payment-service
   * @param at time of the count of the feeds, by the clock of its database
   * @param count those that were in no feed then and are no dead letters
   */
  record Missing(int end, Instant acceptedUntil, Instant at, long count) {}

  /** What a count of the accepted payments holds for sure, up to a slice. */
  private record Accepted(int end, boolean isAll, Instant at) {}

  /** Notes which slices the newest counts of the payments hold. */
  void observe() {
    observe(payments.whole());
    observe(payments.recent());
  }

  private void observe(@Nullable Scan scan) {
    if (scan == null || scan.slices().isEmpty()) {
      return;
    }
    int slice = scan.slices().lastKey();
    Newest last = newest.peekLast();
    if (last == null || slice > last.slice()) {
      newest.addLast(new Newest(slice, scan.nanos()));
    }
    // The last one that is over stays.
    long oldest = scan.nanos() - KEPT.toNanos();
    while (newest.size() > 1 && second().nanos() - oldest < 0) {
      newest.removeFirst();
    }
  }

  private Newest second() {
    Iterator<Newest> all = newest.iterator();
    all.next();
    return all.next();
  }

  /** The slice after the last one that was over at a moment; {@code from} if none was. */
  private int overBefore(long nanos, int from) {
    int end = from;
    for (Newest one : newest) {
      if (nanos - one.nanos() >= OVER_AFTER.toNanos()) {
        end = Math.max(end, one.slice() + 1);
      }
    }
    return end;
  }

  /**
   * The newest comparison; empty if nothing can be compared.
   *
   * @param from first slice
   * @param rejected payments that are dead letters, by slice
   */
  Optional<Missing> missing(int from, Map<Integer, Long> rejected) {
    Scan whole = feeds.whole();
    Accepted accepted = accepted(from);
    if (whole == null || accepted == null || whole.from() > from) {
      return Optional.empty();
    }
    Scan recent = feeds.recent();
    // What is in a feed stays there: where the older count has all, the newer one has.
    if (recent != null
        && recent.nanos() - whole.nanos() > 0
        && count(from, Math.min(recent.from(), accepted.end()), whole, rejected) == 0) {
      return missing(Math.max(from, recent.from()), from, accepted, recent, rejected);
    }
    return missing(from, from, accepted, whole, rejected);
  }

  private Optional<Missing> missing(
      int first, int from, Accepted accepted, Scan counted, Map<Integer, Long> rejected) {
    int end = Math.min(accepted.end(), overBefore(counted.nanos(), from));
    return end <= from
        ? Optional.empty()
        : Optional.of(
            new Missing(
                end,
                accepted.isAll() && end == accepted.end() ? accepted.at() : begin(end),
                counted.at(),
                count(first, end, counted, rejected)));
  }

  private @Nullable Accepted accepted(int from) {
    Scan whole = payments.whole();
    if (whole == null || whole.from() > from) {
      return null;
    }
    Scan newestCount = whole;
    int end = overBefore(whole.nanos(), from);
    Scan recent = payments.recent();
    if (recent != null && recent.nanos() - whole.nanos() > 0 && recent.from() <= end) {
      newestCount = recent;
      end = overBefore(recent.nanos(), from);
    }
    boolean isAll =
        newestCount.slices().tailMap(end).isEmpty()
            && (newest.isEmpty() || newest.getLast().slice() < end);
    return new Accepted(end, isAll, newestCount.at());
  }

  private long count(int first, int end, Scan counted, Map<Integer, Long> rejected) {
    long missing = 0;
    for (int slice : payments.slices(first)) {
      if (slice < end) {
        missing +=
            Math.max(
                0,
                payments.count(slice).payments()
                    - rejected.getOrDefault(slice, 0L)
                    - counted.count(slice).payments());
      }
    }
    return missing;
  }

  private static Instant begin(int slice) {
    return Instant.ofEpochSecond((long) slice * PaymentIndex.SLICE_SECONDS);
  }
}
