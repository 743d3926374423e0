package io.paymentdone.console.ledger;

import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.TableScan;
import io.paymentdone.console.payments.PaymentIndex;
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
 * What a service last counted in its table: once in full, and once, perhaps later, the newest
 * slices only.
 */
final class TableCounts {

  /** How old a count may be that is still shown. */
  private static final Duration AGE_MAX = Duration.ofSeconds(45);

  private static final Count NONE = new Count(0, 0);

  private final String service;
  private final BiFunction<Instant, @Nullable Instant, List<TableScan>> question;
  private final LongSupplier nanoTime;
  private @Nullable Scan whole;
  private @Nullable Scan recent;
  private @Nullable Instant silentSince;
  private String reason = "";

  TableCounts(
      String service,
      BiFunction<Instant, @Nullable Instant, List<TableScan>> question,
      LongSupplier nanoTime) {
    this.service = service;
    this.question = question;
    this.nanoTime = nanoTime;
  }

  /**
   * Rows of a slice.
   *
   * @param payments distinct payments among them
   */
  record Count(long entries, long payments) {}

  /**
   * What one statement saw.
   *
   * @param from first slice
   * @param at by the database's clock
   * @param nanos a moment before the statement, by this process's clock
   */
  record Scan(int from, Instant at, long nanos, SortedMap<Integer, Count> slices) {

    Count count(int slice) {
      return slices.getOrDefault(slice, NONE);
    }
  }

  /** Asks the service. */
  void ask(Instant since, Instant now) {
    long sent = nanoTime.getAsLong();
    Scan known = whole;
    try {
      List<TableScan> scans =
          question.apply(
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

  /** The count of all slices; null when there is none that is young enough. */
  @Nullable Scan whole() {
    return young(whole);
  }

  /** The count of the newest slices; null when there is none that is young enough. */
  @Nullable Scan recent() {
    return young(recent);
  }

  private @Nullable Scan young(@Nullable Scan scan) {
    return scan != null && nanoTime.getAsLong() - scan.nanos() <= AGE_MAX.toNanos() ? scan : null;
  }

  /** The later count of a slice. */
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

  /** Slices with rows, from one on. */
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

  /** That the service gives no count, since when and why; null when it does. */
  @Nullable String note() {
    return silentSince == null
        ? null
        : service
            + " gives no count now, since "
            + silentSince.truncatedTo(ChronoUnit.SECONDS)
            + ": "
            + (reason.endsWith(".") ? reason : reason + ".");
  }
}
