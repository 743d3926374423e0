package io.paymentdone.payment.totals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@PaymentServiceTest
class PaymentTotalsIntegrationTests {

  @Autowired private JdbcClient jdbc;
  @LocalServerPort private int port;

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

  @Test
  void countPaymentsBySlicesAndSayWhen() {
    PaymentClient client = new PaymentClient(port);
    Instant since = Instant.now().minusSeconds(30);
    client.pay("{\"userId\":\"totals\",\"amount\":1,\"currency\":\"EUR\"}");
    Instant before =
        jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
    long rows =
        jdbc.sql("select count(*) from payment where created_at >= ?")
            .param(since.truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC))
            .query(Long.class)
            .single();

    JsonNode totals =
        await()
            .until(
                () ->
                    json(client, "/payments/totals?since=" + since.truncatedTo(ChronoUnit.MINUTES)),
                told -> Instant.parse(told.path("at").asString()).isAfter(before));
    JsonNode slices =
        json(client, "/payments/totals/slices?since=" + since.truncatedTo(ChronoUnit.MINUTES));

    assertThat(totals.path("payments").longValue()).isEqualTo(rows);
    long counted = 0;
    for (JsonNode slice : slices.path("scans").path(0).path("slices")) {
      counted += slice.get(2).longValue();
    }
    assertThat(counted).isEqualTo(rows);
  }

  private static JsonNode json(PaymentClient client, String path) {
    return JsonMapper.shared().readTree(client.get(path).body());
  }
}
