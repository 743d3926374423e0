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

  /**
   * Where the primary key holds, rows are payments, and need not be sorted to be told apart. That
   * it holds is asked, not assumed: whoever compares the counts looks for rows that are in twice.
   */
  static final String COUNT =
      """
      select entries,
             case when keyed then entries
                  else (select count(distinct payment_id) from notification where occurred_at >= :since)
             end as payments
        from (select count(*) as entries from notification where occurred_at >= :since) counted
       cross join (
         select exists (
           select
             from pg_constraint
            where conrelid = 'notification'::regclass
              and contype = 'p'
              and conkey = array(select attnum from pg_attribute
                                  where attrelid = conrelid and attname = 'payment_id')) as keyed) uniqueness
      """;

  private final RationedCount<Instant, Totals> count;

  NotificationTotalsController(JdbcClient database) {
    this.count =
        new RationedCount<>(since ->
            database
                .sql(COUNT)
                .param("since", since.atOffset(ZoneOffset.UTC))
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
