package io.paymentdone.payment.totals;

import io.paymentdone.web.RationedCount;
import io.paymentdone.web.TimeParameter;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /payments/totals}. */
@RestController
class PaymentTotalsController {

  private final RationedCount<Instant, Long> count;

  PaymentTotalsController(JdbcClient database) {
    this.count =
        new RationedCount<>(since ->
            database
                .sql("select count(*) from payment where created_at >= ?")
                .param(since.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single());
  }

  /**
   * Payments made since a time.
   *
   * @param payments rows of the table
   */
  record Totals(Instant since, long payments) {}

  @GetMapping(path = "/payments/totals", produces = MediaType.APPLICATION_JSON_VALUE)
  Totals totals(@RequestParam Instant since) {
    return new Totals(since, count.get(TimeParameter.check("since", since)));
  }
}
