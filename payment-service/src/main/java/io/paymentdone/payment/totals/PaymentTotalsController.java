package io.paymentdone.payment.totals;

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

/** {@code /payments/totals}. */
@Tag(name = "Totals", description = "Counts, to compare tables with each other")
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

  /** Payments made since a time. */
  @Schema(description = "Payments made since a time")
  record Totals(
      @Schema(
              description =
                  "The requested time, rounded down to ten seconds, or to the hour if it is more"
                      + " than a day ago",
              example = "2026-11-29T09:00:00Z")
          Instant since,
      @Schema(description = "Payments made since then", example = "1200") long payments,
      @Schema(
              description =
                  "Begin of the count by the database's clock: what had been committed by then is"
                      + " counted",
              example = "2026-11-29T10:00:00.123456Z")
          Instant at) {}

  /** Counts. */
  @Operation(
      operationId = "totals",
      summary = "Number of payments made since a time",
      description = "A count may be some seconds old: at tells.")
  @CountProblems
  @GetMapping(path = "/payments/totals", produces = MediaType.APPLICATION_JSON_VALUE)
  Totals totals(
      @Parameter(description = "RFC 3339, of the years 1 to 9999", example = "2026-11-29T09:00:00Z")
          @RequestParam
          Instant since) {
    Instant from = Scan.floor(TimeParameter.check("since", since), clock.instant());
    Aged counted = whole.covering(from);
    return new Totals(from, counted.scan().since(from).payments(), counted.scan().at());
  }

  /** Counts by slices. */
  @Operation(
      operationId = "slices",
      summary = "The same by slices of ten seconds",
      description =
          "For who compares the counts of two tables: a scan of all slices, and a later one of the"
              + " last minute.")
  @CountProblems
  @GetMapping(path = "/payments/totals/slices", produces = MediaType.APPLICATION_JSON_VALUE)
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
