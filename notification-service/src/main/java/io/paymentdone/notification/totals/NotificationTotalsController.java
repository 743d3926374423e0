package io.paymentdone.notification.totals;

import io.paymentdone.web.counts.RationedScan;
import io.paymentdone.web.counts.RationedScan.Aged;
import io.paymentdone.web.counts.Scan;
import io.paymentdone.web.counts.SliceCounts;
import io.paymentdone.web.counts.SliceQuery;
import io.paymentdone.web.validation.TimeParameter;
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
@RestController
class NotificationTotalsController {

  /**
   * With the primary key, every row is a distinct payment, so that counting needs no sort. The
   * query checks that the key exists, because the counts are used to detect duplicate rows.
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
      select {slice} as slice, count(*), count(*), null::timestamptz
        from notification
       where occurred_at >= :from and (select keyed from uniqueness)
       group by slice
      union all
      select {slice} as slice, count(*), count(distinct payment_id), null::timestamptz
        from notification
       where occurred_at >= :from and not (select keyed from uniqueness)
       group by slice
      """
          .replace("{slice}", SliceQuery.SLICE_OF.replace("{time}", "occurred_at"));

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

  /**
   * Feed entries of payments made since a time.
   *
   * @param since the requested time, rounded down to ten seconds, or to the hour if it is more than
   *     a day ago
   * @param entries rows of the table
   * @param payments distinct payments; fewer than {@code entries} if there are duplicates
   * @param at start of the count by the clock of the database: all rows committed before are
   *     counted
   */
  record Totals(Instant since, long entries, long payments, Instant at) {}

  @GetMapping(path = "/notifications/totals", produces = MediaType.APPLICATION_JSON_VALUE)
  Totals totals(@RequestParam Instant since) {
    Instant from = Scan.floor(TimeParameter.check("since", since), clock.instant());
    Aged counted = whole.covering(from);
    Scan.Sum sum = counted.scan().since(from);
    return new Totals(from, sum.entries(), sum.payments(), counted.scan().at());
  }

  @GetMapping(path = "/notifications/totals/slices", produces = MediaType.APPLICATION_JSON_VALUE)
  SliceCounts slices(
      @RequestParam Instant since, @RequestParam(required = false) @Nullable Instant known) {
    return SliceCounts.of(
        whole, recent, TimeParameter.check("since", since), known, clock.instant());
  }
}
