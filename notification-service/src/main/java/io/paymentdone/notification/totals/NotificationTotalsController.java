package io.paymentdone.notification.totals;

import io.paymentdone.web.counts.CountProblems;
import io.paymentdone.web.counts.RationedScan;
import io.paymentdone.web.counts.RationedScan.Aged;
import io.paymentdone.web.counts.Scan;
import io.paymentdone.web.counts.SliceCounts;
import io.paymentdone.web.counts.SliceQuery;
import io.paymentdone.web.validation.TimeParameter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /notifications/totals}. */
@Tag(name = "Totals", description = "Counts, to compare tables with each other")
@RestController
class NotificationTotalsController {

  /**
   * With the primary key, every row is a distinct payment, so that counting needs no sort. The
   * query checks that the key exists, because the counts are used to detect duplicate rows.
   *
   * <p>Entries that were erased count on: their payments are not lost.
   */
  static final String COUNT =
      """
      with uniqueness as materialized (
        select exists (
          select
            from pg_constraint
           where conrelid = 'notification'::regclass
             and contype = 'p'
             and conkey = array(select attnum from pg_attribute
                                 where attrelid = conrelid and attname = 'payment_id')) as keyed)
      select slice, sum(entries)::bigint, sum(payments)::bigint, null::timestamptz
        from (
          select {slice} as slice, count(*) as entries, count(*) as payments
            from notification
           where occurred_at >= :from and (select keyed from uniqueness)
           group by 1
          union all
          select {slice} as slice, count(*), count(distinct payment_id)
            from notification
           where occurred_at >= :from and not (select keyed from uniqueness)
           group by 1
          union all
          select {erased slice} as slice, entries, entries
            from erased_entries
           where slice >= :from) counted
       group by slice
      """
          .replace("{slice}", SliceQuery.SLICE_OF.replace("{time}", "occurred_at"))
          .replace("{erased slice}", SliceQuery.SLICE_OF.replace("{time}", "slice"));

  /** Less than the socket time-out of 8 s. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Clock clock;
  private final RationedScan whole;
  private final RationedScan recent;

  NotificationTotalsController(DataSource database, Clock clock) {
    this.clock = clock;
    SliceQuery query = new SliceQuery(database, "notification", COUNT, TIMEOUT);
    this.whole = new RationedScan(query, clock);
    this.recent = new RationedScan(query, clock);
  }

  /** Feed entries of payments made since a time. */
  @Schema(description = "Feed entries of payments made since a time")
  record Totals(
      @Schema(
              description =
                  "The requested time, rounded down to ten seconds, or to the hour if it is more"
                      + " than a day ago",
              example = "2026-11-29T09:00:00Z")
          Instant since,
      @Schema(
              description = "Feed entries of payments made since then, erased ones included",
              example = "1200")
          long entries,
      @Schema(
              description = "Distinct payments of them; fewer than entries if there are duplicates",
              example = "1200")
          long payments,
      @Schema(
              description =
                  "Begin of the count by the database's clock: what had been committed by then is"
                      + " counted",
              example = "2026-11-29T10:00:00.123456Z")
          Instant at) {}

  /** Counts. */
  @Operation(
      operationId = "totals",
      summary = "Number of feed entries of payments made since a time",
      description = "A count may be some seconds old: at tells.")
  @CountProblems
  @GetMapping(path = "/notifications/totals", produces = MediaType.APPLICATION_JSON_VALUE)
  Totals totals(
      @Parameter(description = "RFC 3339, of the years 1 to 9999", example = "2026-11-29T09:00:00Z")
          @RequestParam
          Instant since) {
    Instant from = Scan.floor(TimeParameter.check("since", since), clock.instant());
    Aged counted = whole.covering(from);
    Scan.Sum sum = counted.scan().since(from);
    return new Totals(from, sum.entries(), sum.payments(), counted.scan().at());
  }

  /** Counts by slices. */
  @Operation(
      operationId = "slices",
      summary = "The same by slices of ten seconds",
      description =
          "For who compares the counts of two tables: a scan of all slices, and a later one of the"
              + " last minute.")
  @CountProblems
  @GetMapping(path = "/notifications/totals/slices", produces = MediaType.APPLICATION_JSON_VALUE)
  SliceCounts slices(
      @Parameter(description = "RFC 3339, of the years 1 to 9999", example = "2026-11-29T09:00:00Z")
          @RequestParam
          Instant since,
      @Parameter(
              description = "The value at of a scan that the caller has; its slices are left out",
              example = "2026-11-29T10:00:00.123456Z")
          @RequestParam(required = false)
          @Nullable Instant known) {
    return SliceCounts.of(
        whole, recent, TimeParameter.check("since", since), known, clock.instant());
  }
}
