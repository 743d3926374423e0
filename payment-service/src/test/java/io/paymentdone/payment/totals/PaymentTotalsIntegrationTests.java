package io.paymentdone.payment.totals;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.PaymentServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PaymentServiceTest
class PaymentTotalsIntegrationTests {

  @Autowired private JdbcClient jdbc;

  /** Otherwise a count of the last minutes reads whatever has come since the last vacuum. */
  @Test
  void readAnIndexThatIsSummarizedAsTheTableGrows() {
    String options =
        jdbc.sql(
                "select array_to_string(reloptions, ',') from pg_class where oid ="
                    + " 'payment_created_at'::regclass")
            .query(String.class)
            .single();

    assertThat(options).isEqualTo("autosummarize=on");
  }
}
