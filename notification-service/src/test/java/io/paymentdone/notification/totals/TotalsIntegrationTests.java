package io.paymentdone.notification.totals;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.Api;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class TotalsIntegrationTests {

  @Autowired private JdbcClient jdbc;
  @LocalServerPort private int port;

  /** After all that other tests made. */
  private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600);

  private final String user = "user-" + UUID.randomUUID();

  @AfterEach
  void clear() {
    jdbc.sql("delete from notification where user_id = ?").param(user).update();
  }

  @Test
  void countsEntriesSinceATime() {
    insert(UUID.randomUUID(), since.minusSeconds(1));
    insert(UUID.randomUUID(), since);
    insert(UUID.randomUUID(), since.plusSeconds(1));

    assertThat(totals(since).get("entries").longValue()).isEqualTo(2);
    assertThat(totals(since).get("payments").longValue()).isEqualTo(2);
  }

  @Test
  void showsPaymentsThatAreInTwice() {
    UUID twice = UUID.randomUUID();
    jdbc.sql("alter table notification drop constraint notification_pkey").update();
    try {
      insert(twice, since.plusSeconds(10));
      insert(twice, since.plusSeconds(11));
      insert(UUID.randomUUID(), since.plusSeconds(12));

      JsonNode totals = totals(since.plusSeconds(10));
      assertThat(totals.get("entries").longValue()).isEqualTo(3);
      assertThat(totals.get("payments").longValue()).isEqualTo(2);
    } finally {
      clear();
      jdbc.sql("alter table notification add primary key (payment_id)").update();
    }
  }

  @Test
  void tellsPaymentsApartOnlyWhereNoKeyDoes() {
    String plan =
        String.join(
            "\n",
            jdbc.sql("explain (analyze) " + NotificationTotalsController.COUNT)
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query(String.class)
                .list());

    assertThat(plan).contains("never executed");
  }

  private JsonNode totals(Instant from) {
    Api.Answer answer = new Api(port).get("/notifications/totals?since=" + from);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  private void insert(UUID paymentId, Instant occurredAt) {
    jdbc.sql(
            """
            insert into notification (payment_id, user_id, title, message, amount, currency,
                                      occurred_at, received_at, partition, "offset", consumer)
            values (?, ?, 't', 'm', 1, 'EUR', ?, now(), 0, 0, 'c')
            """)
        .params(paymentId, user, occurredAt.atOffset(ZoneOffset.UTC))
        .update();
  }
}
