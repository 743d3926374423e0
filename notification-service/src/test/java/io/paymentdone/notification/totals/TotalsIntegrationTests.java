package io.paymentdone.notification.totals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class TotalsIntegrationTests {

  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource database;
  @LocalServerPort private int port;

  /** After all that other tests made, and the begin of a slice. */
  private final Instant since = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(3600);

  private final String user = "user-" + UUID.randomUUID();

  @AfterEach
  void clear() {
    jdbc.sql("delete from notification where user_id = ?").param(user).update();
    jdbc.sql("delete from erased_entries").update();
  }

  @Test
  void countsEntriesSinceATime() {
    insert(UUID.randomUUID(), since.minusSeconds(1));
    insert(UUID.randomUUID(), since);
    insert(UUID.randomUUID(), since.plusSeconds(1));

    assertThat(totals(since).get("entries").longValue()).isEqualTo(2);
    assertThat(totals(since).get("payments").longValue()).isEqualTo(2);
  }

  /** Else their payments would be lost for who compares the counts. */
  @Test
  void countsErasedEntries() {
    insert(UUID.randomUUID(), since.plusSeconds(30));
    insert(UUID.randomUUID(), since.plusSeconds(31));
    insert(UUID.randomUUID(), since.plusSeconds(45));
    Api api = new Api(port);
    api.send(HttpRequest.newBuilder(api.uri("/users/" + user)).DELETE());

    assertThat(
            jdbc.sql("select count(*) from notification where user_id = ?")
                .param(user)
                .query(Integer.class)
                .single())
        .isZero();
    JsonNode totals = totals(since.plusSeconds(30));
    assertThat(totals.get("entries").longValue()).isEqualTo(3);
    assertThat(totals.get("payments").longValue()).isEqualTo(3);
  }

  @Test
  void reportsDuplicateEntries() {
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
  void countsDistinctPaymentsOnlyWithoutAKey() {
    String plan =
        String.join(
            "\n",
            jdbc.sql("explain (analyze) " + NotificationTotalsController.COUNT)
                .param("from", since.atOffset(ZoneOffset.UTC))
                .param("fineFrom", since.atOffset(ZoneOffset.UTC))
                .query(String.class)
                .list());

    assertThat(plan).contains("never executed");
  }

  @Test
  void countsBySliceWithTheTimeOfTheCount() {
    insert(UUID.randomUUID(), since);
    insert(UUID.randomUUID(), since.plusSeconds(9));
    insert(UUID.randomUUID(), since.plusSeconds(25));
    Instant before = databaseTime();

    // Another scan may be known for a moment.
    JsonNode whole =
        await()
            .until(
                () ->
                    new Api(port)
                        .get("/notifications/totals/slices?since=" + since)
                        .body()
                        .path("scans")
                        .path(0),
                scan -> Instant.parse(scan.path("at").asString()).isAfter(before));

    assertThat(whole.path("from").asString()).isEqualTo(since.toString());
    assertThat(whole.path("slices").toString()).isIn("[[0,2,2],[2,1,1]]", "[[2,1,1],[0,2,2]]");
    assertThat(whole.path("ageMillis").longValue()).isBetween(0L, 40_000L);
    JsonNode known =
        new Api(port)
            .get(
                "/notifications/totals/slices?since="
                    + since
                    + "&known="
                    + whole.path("at").asString())
            .body()
            .path("scans")
            .path(0);
    assertThat(known.path("slices").isNull() || !known.path("at").equals(whole.path("at")))
        .isTrue();
  }

  @Test
  void reportsALockedTableAndCountsAgainAfterwards() {
    insert(UUID.randomUUID(), since);
    new TransactionTemplate(new JdbcTransactionManager(database))
        .executeWithoutResult(status -> {
          jdbc.sql("lock table notification in access exclusive mode").update();
          Api.Answer answer =
              await()
                  .atMost(Duration.ofSeconds(60))
                  .until(
                      () -> new Api(port).get("/notifications/totals?since=" + since),
                      told -> told.status() == 503);
          assertThat(answer.body().path("code").asString()).isEqualTo("table-locked");
        });

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> new Api(port).get("/notifications/totals?since=" + since).status() == 200);
  }

  private Instant databaseTime() {
    return jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
  }

  /** Asked until a scan made after the question is there. */
  private JsonNode totals(Instant from) {
    Instant asked = databaseTime();
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> new Api(port).get("/notifications/totals?since=" + from).body(),
            told -> told.has("at") && Instant.parse(told.get("at").asString()).isAfter(asked));
  }

  private void insert(UUID paymentId, Instant occurredAt) {
    jdbc.sql(
            """
            insert into notification (payment_id, user_id, amount, currency,
                                      occurred_at, received_at, partition, "offset", consumer)
            values (?, ?, 1, 'EUR', ?, now(), 0, 0, 'c')
            """)
        .params(paymentId, user, occurredAt.atOffset(ZoneOffset.UTC))
        .update();
  }
}
