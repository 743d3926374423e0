package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.notification.delivery.DeliveryRows.Endpoint;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class DeliveryMetricsIntegrationTests {

  @Autowired private JdbcClient jdbc;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private Channels channels;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final String user = "user-" + UUID.randomUUID();
  private DeliveryRows rows;
  private DeliveryMetrics metrics;

  @BeforeEach
  void create() {
    rows = new DeliveryRows(jdbc);
    metrics = new DeliveryMetrics(registry, jdbc, channels);
  }

  @AfterEach
  void removeRows() {
    rows.clear();
  }

  @Test
  void countsAttemptsByTheirOutcome() {
    Outcome.Attempted failed = new Outcome.Failed(503, "status 503", null, true);
    metrics.attempted("webhook", new Outcome.Delivered(200), false, Duration.ofMillis(10));
    metrics.attempted("webhook", failed, false, Duration.ofMillis(20));
    metrics.attempted("webhook", failed, false, Duration.ofMillis(30));
    metrics.attempted("webhook", failed, true, Duration.ofMillis(40));

    assertThat(attempts("delivered")).isEqualTo(1);
    assertThat(attempts("failed")).isEqualTo(2);
    assertThat(attempts("dead")).isEqualTo(1);
    Timer timer =
        registry.get("notification.deliveries.duration").tag("channel", "webhook").timer();
    assertThat(timer.count()).isEqualTo(4);
  }

  @Test
  void showsLanesOfTheTargets() {
    Endpoint endpoint = rows.endpoint("anonymous");
    Endpoint other = rows.endpoint("anonymous");
    for (Endpoint each : List.of(endpoint, other)) {
      rows.lane(each, user);
      rows.due(each, user, Duration.ofSeconds(each.equals(other) ? -500 : -50), false);
    }
    rows.lane(endpoint, user + "-leased");
    rows.due(endpoint, user + "-leased", Duration.ofSeconds(45), true);
    rows.lane(endpoint, user + "-idle");

    metrics.read();
    assertThat(registry.getMeters()).isEmpty();

    metrics.targets("webhook", List.of(endpoint.number()), 1);
    metrics.read();
    assertThat(gauge("targets.paused")).isOne();
    assertThat(gauge("lanes.waiting")).isEqualTo(2);
    assertThat(gauge("oldest.due")).isCloseTo(50, Offset.offset(20.0));

    metrics.targets("webhook", List.of(endpoint.number(), other.number()), 0);
    metrics.read();
    assertThat(gauge("targets.paused")).isZero();
    assertThat(gauge("lanes.waiting")).isEqualTo(3);
    assertThat(gauge("oldest.due")).isCloseTo(500, Offset.offset(20.0));

    metrics.targets("webhook", List.of(), 0);
    metrics.read();
    assertThat(gauge("lanes.waiting")).isZero();
    assertThat(gauge("oldest.due")).isZero();
    assertThat(gauge("oldest.waiting")).isZero();
  }

  /** A lane whose attempts fail is due in a moment again and again. */
  @Test
  void showsTheAgeOfWhatWaitsThoughNothingIsDue() {
    Endpoint endpoint = rows.endpoint("anonymous");
    rows.delivery(endpoint, user, 1, DeliveryState.WAITING);
    rows.delivery(endpoint, user, 2, DeliveryState.WAITING);
    jdbc.sql(
            "update delivery set id = uuidv7(interval '-500 s') where user_id = ? and sequence = 1")
        .param(user)
        .update();
    rows.due(endpoint, user, Duration.ofSeconds(50), false);

    metrics.targets("webhook", List.of(endpoint.number()), 0);
    metrics.read();

    assertThat(gauge("oldest.waiting")).isCloseTo(500, Offset.offset(20.0));
    assertThat(gauge("oldest.due")).isZero();
  }

  @Test
  void showsWhatWaitsForEndpointsThatNothingIsSentTo() {
    Endpoint active = rows.endpoint("anonymous");
    Endpoint disabled = rows.endpoint("anonymous");
    Endpoint deleted = rows.endpoint("anonymous");
    metrics.targets("webhook", List.of(active.number()), 0);
    metrics.read();
    double before = gauge("lanes.withheld");
    Duration age = Duration.ofHours(1);
    for (Endpoint each : List.of(active, disabled, deleted)) {
      rows.delivery(
          each, user, 1, DeliveryState.WAITING, age.multipliedBy(each.equals(disabled) ? 1 : 4));
      rows.due(each, user, Duration.ofSeconds(-50), false);
    }
    rows.delivery(disabled, user + "-done", 1, DeliveryState.DELIVERED, age.multipliedBy(2));
    jdbc.sql("update webhook_endpoint set deleted_at = now() where number = ?")
        .param(deleted.number())
        .update();

    metrics.targets("email", List.of(1), 0);
    metrics.read();
    assertThat(gauge("lanes.withheld")).isEqualTo(before + 1);
    assertThat(gauge("oldest.withheld")).isCloseTo(3600, Offset.offset(20.0));
    assertThat(gauge("lanes.waiting")).isOne();
    assertThat(registry.find("notification.deliveries.lanes.withheld").gauges()).hasSize(1);

    metrics.targets("webhook", List.of(active.number(), disabled.number()), 0);
    metrics.read();
    assertThat(gauge("lanes.withheld")).isEqualTo(before);
    assertThat(gauge("oldest.withheld")).isLessThan(1800);
  }

  @ParameterizedTest
  @ValueSource(strings = {DeliveryMetrics.WAITING, DeliveryMetrics.OLDEST_DUE})
  void readsOnlyLanesInWhichADeliveryWaits(String statement) {
    assertThat(planInACrowd(statement))
        .containsPattern("using lane_due on lane")
        .doesNotContain("Sort");
  }

  @Test
  void readsOneDeliveryOfEachTarget() {
    assertThat(planInACrowd(DeliveryMetrics.OLDEST_WAITING))
        .contains("using delivery_of_target on delivery")
        .doesNotContain("Sort");
  }

  private String planInACrowd(String statement) {
    Endpoint endpoint = rows.endpoint("anonymous");
    List<String> plan =
        new TransactionTemplate(transactions)
            .execute(transaction -> {
              rows.crowd(endpoint);
              jdbc.sql("set local enable_seqscan = off").update();
              transaction.setRollbackOnly();
              return jdbc.sql("explain (costs off) " + statement)
                  .param("targets", new Integer[] {endpoint.number(), 1})
                  .param("limit", DeliveryMetrics.WAITING_MAX)
                  .query(String.class)
                  .list();
            });

    return String.join("\n", plan);
  }

  private double attempts(String outcome) {
    return registry
        .get("notification.deliveries.attempts")
        .tags("channel", "webhook", "outcome", outcome)
        .counter()
        .count();
  }

  private double gauge(String name) {
    return registry
        .get("notification.deliveries." + name)
        .tag("channel", "webhook")
        .gauge()
        .value();
  }
}
