package io.paymentdone.notification.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.paymentdone.notification.delivery.DeliveryProperties;
import io.paymentdone.notification.delivery.DeliveryRows;
import io.paymentdone.notification.delivery.DeliveryRows.Endpoint;
import io.paymentdone.notification.feed.FeedProperties;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class DeliveryPurgeIntegrationTests {

  private static final int BATCH = 10;
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final Duration OLD = RETENTION.plusHours(1);

  @Autowired private JdbcTemplate template;
  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource dataSource;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private DeliveryProperties properties;

  private final String user = "user-" + UUID.randomUUID();
  private DeliveryRows rows;
  private Endpoint endpoint;

  @BeforeEach
  void addEndpoint() {
    rows = new DeliveryRows(jdbc);
    endpoint = rows.endpoint("anonymous");
  }

  @AfterEach
  void removeRows() {
    rows.clear();
  }

  @Test
  void deletesWhatIsPastItsRetentionAndKeepsLanes() {
    rows.delivered(endpoint, user, 3 * BATCH + 5, OLD);
    rows.delivered(endpoint, user + "-new", 3, RETENTION.minusHours(1));
    jdbc.sql("update delivery set state = 0 where target = ? and sequence <= 2")
        .param(endpoint.number())
        .update();

    assertThat(newPurge().purge()).isEqualTo(3 * BATCH + 5);

    assertThat(count("delivery")).isEqualTo(3);
    assertThat(count("lane")).isEqualTo(2);
    assertThat(newPurge().purge()).isZero();
  }

  @Test
  void waitsForNobody() throws SQLException {
    rows.delivered(endpoint, user, 3 * BATCH, OLD);
    Endpoint deleted = deletedEndpoint(Duration.ofHours(1));
    rows.delivered(deleted, user, 3 * BATCH, Duration.ZERO);
    try (Connection other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      lock(other, "delivery where target = ? limit " + BATCH, endpoint);
      lock(other, "lane where target = ?", deleted);

      int purged = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> newPurge().purge());

      assertThat(purged).isEqualTo(5 * BATCH);
      assertThat(exists(deleted)).as("a lane of it is locked").isTrue();
      other.rollback();
    }
    assertThat(newPurge().purge()).isEqualTo(BATCH + 2);
    assertThat(exists(deleted)).isFalse();
  }

  @Test
  void deletesDeletedEndpointsWithTheirLanesAndDeliveries() {
    Endpoint deleted = deletedEndpoint(Duration.ofMinutes(2));
    Endpoint justDeleted = deletedEndpoint(Duration.ofSeconds(1));
    for (Endpoint each : List.of(endpoint, deleted, justDeleted)) {
      for (int i = 0; i < BATCH + 1; i++) {
        rows.delivered(each, user + i, 1, Duration.ZERO);
      }
    }

    newPurge().purge();

    assertThat(exists(deleted)).isFalse();
    assertThat(count("delivery", deleted)).isZero();
    assertThat(count("lane", deleted)).isZero();
    for (Endpoint kept : List.of(endpoint, justDeleted)) {
      assertThat(exists(kept)).isTrue();
      assertThat(count("delivery", kept)).isEqualTo(BATCH + 1);
      assertThat(count("lane", kept)).isEqualTo(BATCH + 1);
    }
  }

  /** A plan that reads the table reads all that earlier batches left in front of the rest. */
  @Test
  void startsAtTheOldestRow() {
    assertThat(plan(DeliveryPurge.DELIVERIES, new UUID(0, 0))).contains("using delivery_pkey");
    assertThat(plan(DeliveryPurge.OF_ENDPOINT, 1)).contains("using delivery_of_target");
    assertThat(plan(DeliveryPurge.LANES, 1)).contains("using lane_pkey");
  }

  private DeliveryPurge newPurge() {
    return new DeliveryPurge(
        template,
        new BatchedDelete(
            template, new FeedProperties(Duration.ofDays(400), Duration.ofHours(1), BATCH)),
        properties,
        Clock.systemUTC());
  }

  private Endpoint deletedEndpoint(Duration ago) {
    Endpoint deleted = rows.endpoint("anonymous");
    jdbc.sql(
            "update webhook_endpoint set deleted_at = now() - make_interval(secs => ?) where number"
                + " = ?")
        .params((double) ago.toSeconds(), deleted.number())
        .update();
    return deleted;
  }

  private void lock(Connection connection, String from, Endpoint of) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select from " + from + " for update")) {
      select.setInt(1, of.number());
      select.execute();
    }
  }

  private int count(String table) {
    return count(table, endpoint);
  }

  private int count(String table, Endpoint of) {
    return jdbc.sql("select count(*) from " + table + " where target = ?")
        .param(of.number())
        .query(Integer.class)
        .single();
  }

  private boolean exists(Endpoint each) {
    return jdbc.sql("select exists (select from webhook_endpoint where number = ?)")
        .param(each.number())
        .query(Boolean.class)
        .single();
  }

  /** As for a large table: the planner would read a small one whole. */
  private String plan(String statement, Object of) {
    List<String> lines =
        new TransactionTemplate(transactions)
            .execute(transaction -> {
              jdbc.sql("set local enable_seqscan = off").update();
              jdbc.sql("set local enable_bitmapscan = off").update();
              return jdbc.sql("explain (costs off) " + statement)
                  .params(of, BATCH)
                  .query(String.class)
                  .list();
            });
    String plan = String.join("\n", lines);
    assertThat(plan).doesNotContain("Sort", "Seq Scan");
    return plan;
  }
}
