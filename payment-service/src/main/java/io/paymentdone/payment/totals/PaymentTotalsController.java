package io.paymentdone.payment.totals;

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

/** {@code /payments/totals}. */
@RestController
class PaymentTotalsController {

  private static final String COUNT =
      """
      select {slice}, count(*), count(*), null::timestamptz
        from payment
       where created_at >= :from
       group by 1
      """
          .replace("{slice}", SliceQuery.SLICE_OF.replace("{time}", "created_at"));

  /** Less than the 2 s after which a connection of the readers is given up. */
  private static final Duration TIMEOUT = Duration.ofMillis(1_800);

  private final Clock clock = Clock.systemUTC();
  private final RationedScan whole;
  private final RationedScan recent;

  PaymentTotalsController(DataSource database) {
    SliceQuery query = new SliceQuery(database, "payment", COUNT, TIMEOUT);
    this.whole = new RationedScan(query, clock);
    this.recent = new RationedScan(query, clock);
  }

  /**
   * Payments made since a time.
   *
   * @param since as asked, down to the whole ten seconds; more than a day ago, to the whole hour
   * @param payments rows of the table
   * @param at begin of the count by the database's clock: what had been committed by then is
   *     counted
   */
  record Totals(Instant since, long payments, Instant at) {}

  @GetMapping(path = "/payments/totals", produces = MediaType.APPLICATION_JSON_VALUE)
  Totals totals(@RequestParam Instant since) {
    Instant from = Scan.floor(TimeParameter.check("since", since), clock.instant());
    Aged counted = whole.covering(from);
    return new Totals(from, counted.scan().since(from).payments(), counted.scan().at());
  }

  @GetMapping(path = "/payments/totals/slices", produces = MediaType.APPLICATION_JSON_VALUE)
  SliceCounts slices(
      @RequestParam Instant since, @RequestParam(required = false) @Nullable Instant known) {
    return SliceCounts.of(
        whole, recent, TimeParameter.check("since", since), known, clock.instant());
  }
}
