package io.paymentdone.console.ledger;

import io.paymentdone.console.payments.PaymentIndex;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.TableScan;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last counts of a service: one of the whole table, and one, perhaps more recent, of the newest
 * slices only.
 */
final class TableCounts {

  /** Greatest age of a count that is shown. */
  private static final Duration AGE_MAX = Duration.ofSeconds(45);

  private static final Count NONE = new Count(0, 0);

  private final String service;
  private final BiFunction<Instant, @Nullable Instant, List<TableScan>> request;
  private final LongSupplier nanoTime;
  private @Nullable Scan whole;
  private @Nullable Scan recent;
  private @Nullable Instant silentSince;
  private String reason = "";

  TableCounts(
      String service,
      BiFunction<Instant, @Nullable Instant, List<TableScan>> request,
      LongSupplier nanoTime) {
    this.service = service;
    this.request = request;
    this.nanoTime = nanoTime;
  }

  /**
   * Counts of one slice.
   *
   * @param entries rows
   * @param payments distinct payments
   */
  record Count(long entries, long payments) {}

  /**
   * Result of one statement.
   *
   * @param from first slice
   * @param at start of the statement, by the clock of the database
   * @param nanos a moment before the statement, by {@link System#nanoTime} of this process
   */
  record Scan(int from, Instant at, long nanos, SortedMap<Integer, Count> slices) {

    Count count(int slice) {
      return slices.getOrDefault(slice, NONE);
    }
  }

  /** Requests new counts from the service. */
  void ask(Instant since, Instant now) {
    long sent = nanoTime.getAsLong();
    Scan known = whole;
    try {
      List<TableScan> scans =
          request.apply(
              since, known == null || known.from() > PaymentIndex.slice(since) ? null : known.at());
      whole = scan(scans.getFirst(), sent, known);
      recent = scans.size() > 1 ? scan(scans.getLast(), sent, null) : null;
      silentSince = null;
    } catch (ServiceUnavailableException e) {
      silentSince = silentSince == null ? now : silentSince;
      reason = String.valueOf(e.getMessage());
    }
  }

  private static @Nullable Scan scan(TableScan scan, long sent, @Nullable Scan known) {
    List<List<Long>> counted = scan.slices();
    if (counted == null) {
      return known;
    }
    int from = PaymentIndex.slice(scan.from());
    TreeMap<Integer, Count> slices = new TreeMap<>();
    for (List<Long> slice : counted) {
      slices.put(from + slice.getFirst().intValue(), new Count(slice.get(1), slice.get(2)));
    }
    return new Scan(from, scan.at(), sent - Duration.ofMillis(scan.ageMillis()).toNanos(), slices);
  }

  /** The count of the whole table; null if there is none, or only an old one. */
  @Nullable Scan whole() {
    return young(whole);
  }

  /** The count of the newest slices; null if there is none, or only an old one. */
  @Nullable Scan recent() {
    return young(recent);
  }

  private @Nullable Scan young(@Nullable Scan scan) {
    return scan != null && nanoTime.getAsLong() - scan.nanos() <= AGE_MAX.toNanos() ? scan : null;
  }

  /** The more recent count of a slice. */
  Count count(int slice) {
    Scan all = whole;
    Scan newest = recent;
    if (newest != null
        && slice >= newest.from()
        && (all == null || newest.nanos() - all.nanos() > 0)) {
      return newest.count(slice);
    }
    return all == null ? NONE : all.count(slice);
  }

  /** All slices with rows, beginning with {@code from}. */
  Set<Integer> slices(int from) {
    Set<Integer> slices = new HashSet<>();
    Scan all = whole;
    Scan newest = recent;
    if (all != null) {
      slices.addAll(all.slices().tailMap(from).keySet());
    }
    if (newest != null) {
      slices.addAll(newest.slices().tailMap(from).keySet());
    }
    return slices;
  }

  /** Since when and why the service returns no counts, for people; null if it does. */
  @Nullable String note() {
    return silentSince == null
        ? null
        : service
            + " has returned no counts since "
            + silentSince.truncatedTo(ChronoUnit.SECONDS)
            + ": "
            + (reason.endsWith(".") ? reason : reason + ".");
  }
}
