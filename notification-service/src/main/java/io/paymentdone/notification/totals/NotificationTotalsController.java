package io.paymentdone.notification.totals;

import io.paymentdone.web.RationedCount;
import io.paymentdone.web.TimeParameter;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /notifications/totals}. */
@RestController
class NotificationTotalsController {

  private final RationedCount<Instant, Totals> count;

  NotificationTotalsController(JdbcClient database) {
    this.count =
        new RationedCount<>(since ->
            database
                .sql(
                    """
                    select count(*), count(distinct payment_id)
                    from notification
                    where occurred_at >= ?
                    """)
                .param(since.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Totals(since, row.getLong(1), row.getLong(2)))
                .single());
  }

  /**
   * Feed entries of payments made since a time.
   *
   * @param entries rows of the table
   * @param payments distinct payments among them; less than {@code entries} if any were in twice
   */
  record Totals(Instant since, long entries, long payments) {}

  @GetMapping(path = "/notifications/totals", produces = MediaType.APPLICATION_JSON_VALUE)
  Totals totals(@RequestParam Instant since) {
    return count.get(TimeParameter.check("since", since));
  }
}
