package io.paymentdone.web.counts;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Rows of a table as one statement saw them, counted by the time that they carry.
 *
 * @param from first time that is counted
 * @param fineFrom from here on slices of {@link #FINE}, before it of {@link #COARSE}
 * @param at begin of the statement by the database's clock: what had been committed by then is
 *     counted
 * @param slices those with rows, in no order
 */
public record Scan(Instant from, Instant fineFrom, Instant at, List<Slice> slices) {

  /** Length of a slice of the last day. */
  public static final Duration FINE = Duration.ofSeconds(10);

  /** Length of an older slice. */
  public static final Duration COARSE = Duration.ofHours(1);

  private static final Duration FINE_BACK = Duration.ofHours(25);

  /**
   * Rows of a length of time.
   *
   * @param payments distinct payments among the rows
   */
  public record Slice(Instant begin, long entries, long payments) {}

  /**
   * Sums.
   *
   * @param payments distinct payments among the rows, where a payment's rows carry one time
   */
  public record Sum(long entries, long payments) {}

  /** From when on slices are fine. */
  public static Instant fineFrom(Instant now) {
    return now.minus(FINE_BACK).truncatedTo(ChronoUnit.HOURS);
  }

  /** Begin of the slice that a time is in. */
  public static Instant floor(Instant time, Instant now) {
    Duration length = time.isBefore(fineFrom(now)) ? COARSE : FINE;
    return Instant.ofEpochSecond(
        Math.floorDiv(time.getEpochSecond(), length.toSeconds()) * length.toSeconds());
  }

  /** Sums from the slice on that a time is in. */
  public Sum since(Instant begin) {
    long entries = 0;
    long payments = 0;
    for (Slice slice : slices) {
      if (!slice.begin().isBefore(begin)) {
        entries += slice.entries();
        payments += slice.payments();
      }
    }
    return new Sum(entries, payments);
  }
}
