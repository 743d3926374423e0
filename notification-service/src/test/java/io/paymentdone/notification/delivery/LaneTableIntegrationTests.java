package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.notification.delivery.DeliveryRows.Endpoint;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Claims and leases. The feed has no entries of these deliveries: the lanes do not need them. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class LaneTableIntegrationTests {

  private static final Duration NOW = Duration.ZERO;
  private static final DeliveryAttempt REFUSED =
      new DeliveryAttempt(Instant.EPOCH, 500, 1, "status 500");

  @Autowired private LaneTable lanes;
  @Autowired private JdbcClient jdbc;
  @Autowired private PlatformTransactionManager transactions;

  private final String user = "user-" + UUID.randomUUID();
  private DeliveryRows rows;
  private Endpoint endpoint;

  @BeforeEach
  void addWaitingDeliveries() {
    rows = new DeliveryRows(jdbc);
    endpoint = rows.endpoint("anonymous");
    rows.delivery(endpoint, user, 1, DeliveryState.WAITING);
    rows.delivery(endpoint, user, 2, DeliveryState.WAITING);
    rows.due(endpoint, user, NOW, false);
  }

  @AfterEach
  void removeRows() {
    rows.clear();
  }

  @Test
  void givesALaneToOneWorker() {
    Claim claim = claim();

    assertThat(claim.userId()).isEqualTo(user);
    assertThat(lanes.claim(Map.of(endpoint.number(), 10))).isEmpty();
    assertThat(rows.isDue(endpoint, user)).isFalse();
  }

  @Test
  void goesOnWithTheNextDeliveryUntilNothingWaits() {
    Claim next =
        Objects.requireNonNull(lanes.end(new Ending(claim(), DeliveryState.DELIVERED, null, true)));

    assertThat(lanes.end(new Ending(next, DeliveryState.DEAD, null, true))).isNull();
    assertThat(rows.sequences(endpoint, user, DeliveryState.DELIVERED)).containsExactly(1L);
    assertThat(rows.sequences(endpoint, user, DeliveryState.DEAD)).containsExactly(2L);
    assertThat(claimed()).isEmpty();
  }

  @Test
  void givesALaneBackWithWhatWaits() {
    assertThat(lanes.end(new Ending(claim(), DeliveryState.DELIVERED, null, false))).isNull();

    assertThat(rows.isDue(endpoint, user)).isTrue();
  }

  @Test
  void endsDeliveriesOfSeveralLanesAtOnce() {
    Claim first = claim();
    Claim second = claimOf(user + "-2");
    Ending goesOn = new Ending(first, DeliveryState.DELIVERED, null, true);
    Ending givesBack = new Ending(second, DeliveryState.DEAD, null, false);

    Map<Ending, Optional<Claim>> ended = lanes.endFree(List.of(goesOn, givesBack));

    assertThat(ended.get(goesOn))
        .hasValueSatisfying(claim -> assertThat(claim.userId()).isEqualTo(user));
    assertThat(ended.get(givesBack)).isEmpty();
    assertThat(rows.sequences(endpoint, user, DeliveryState.DELIVERED)).containsExactly(1L);
    assertThat(rows.sequences(endpoint, user + "-2", DeliveryState.DEAD)).containsExactly(1L);
    assertThat(claimed()).isEmpty();
  }

  @Test
  void leavesOutLanesThatOthersHave() {
    Claim locked = claim();
    Claim frozen = claimOf(user + "-2");
    rows.due(endpoint, user + "-2", NOW, true);
    Claim taken = claim();
    Claim free = claimOf(user + "-3");
    Ending ofFree = new Ending(free, DeliveryState.DELIVERED, null, true);

    Map<Ending, Optional<Claim>> ended =
        new TransactionTemplate(transactions)
            .execute(status -> {
              jdbc.sql("select 1 from lane where user_id = ? for update")
                  .param(user)
                  .query()
                  .listOfRows();
              return lanes.endFree(
                  List.of(
                      new Ending(locked, DeliveryState.DELIVERED, null, true),
                      new Ending(frozen, DeliveryState.DELIVERED, null, true),
                      ofFree));
            });

    assertThat(ended).containsOnlyKeys(ofFree);
    assertThat(rows.sequences(endpoint, user, DeliveryState.WAITING)).containsExactly(1L, 2L);
    assertThat(rows.sequences(endpoint, user + "-2", DeliveryState.WAITING)).containsExactly(1L);
    assertThat(lanes.end(new Ending(locked, DeliveryState.DELIVERED, null, true))).isNotNull();
    assertThat(lanes.end(new Ending(taken, DeliveryState.DELIVERED, null, true))).isNull();
    assertThat(rows.sequences(endpoint, user + "-2", DeliveryState.DELIVERED)).containsExactly(1L);
  }

  /** The consumer and requests lock lanes; what waits in others is not to wait for them. */
  @Test
  void claimsOtherLanesWhileOneIsLocked() {
    rows.delivery(endpoint, user + "-2", 1, DeliveryState.WAITING);
    rows.due(endpoint, user + "-2", NOW, false);

    List<Claim> claimed =
        Objects.requireNonNull(
            new TransactionTemplate(transactions)
                .execute(status -> {
                  jdbc.sql("select 1 from lane where user_id = ? for update")
                      .param(user)
                      .query()
                      .listOfRows();
                  return claimed();
                }));

    assertThat(claimed).extracting(Claim::userId).containsExactly(user + "-2");
    assertThat(claimed()).extracting(Claim::userId).containsExactly(user);
  }

  /** After the database was away for longer than a lease, both workers bring their ends at once. */
  @Test
  void endsALaneForTheWorkerThatHasIt() {
    Claim frozen = claim();
    rows.due(endpoint, user, NOW, true);
    Claim taken = claim();
    Ending ofTaken = new Ending(taken, DeliveryState.DELIVERED, null, true);

    Map<Ending, Optional<Claim>> ended =
        lanes.endFree(List.of(ofTaken, new Ending(frozen, DeliveryState.DELIVERED, null, true)));

    assertThat(ended).containsOnlyKeys(ofTaken);
    assertThat(ended.get(ofTaken))
        .hasValueSatisfying(next -> assertThat(next.lease()).isEqualTo(taken.lease()));
    assertThat(rows.sequences(endpoint, user, DeliveryState.DELIVERED)).containsExactly(1L);
  }

  /** A connection that waits for a lane is one less for all others. */
  @Test
  void waitsForALockedLaneOnlyForAMoment() {
    Ending ending = new Ending(claim(), DeliveryState.DELIVERED, null, true);

    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> {
          jdbc.sql("select 1 from lane where user_id = ? for update")
              .param(user)
              .query()
              .listOfRows();
          assertThatThrownBy(() -> lanes.end(ending))
              .isInstanceOf(DataAccessException.class)
              .hasMessageContaining("lock timeout");
        });

    assertThat(lanes.end(ending)).isNotNull();
  }

  @Test
  void waitsForTheNextAttempt() {
    assertThat(lanes.retry(claim(), REFUSED, Duration.ofHours(1))).isTrue();

    assertThat(claimed()).isEmpty();
    assertThat(rows.sequences(endpoint, user, DeliveryState.WAITING)).containsExactly(1L, 2L);
  }

  /** As a process that was frozen for longer than its lease. */
  @Test
  void letsAWorkerChangeNothingWhoseLaneAnotherOneTook() {
    Claim frozen = claim();
    rows.due(endpoint, user, NOW, true);
    Claim other = claim();

    assertThat(lanes.end(new Ending(frozen, DeliveryState.DELIVERED, null, true))).isNull();
    assertThat(lanes.retry(frozen, REFUSED, Duration.ofHours(1))).isFalse();
    lanes.release(frozen, NOW);

    assertThat(rows.sequences(endpoint, user, DeliveryState.WAITING)).containsExactly(1L, 2L);
    assertThat(claimed()).isEmpty();
    assertThat(lanes.end(new Ending(other, DeliveryState.DELIVERED, null, true))).isNotNull();
  }

  @Test
  void claimsNoMoreThanThereAreSlots() {
    rows.delivery(endpoint, user + "-2", 1, DeliveryState.WAITING);
    rows.due(endpoint, user + "-2", NOW, false);

    assertThat(lanes.claim(Map.of(endpoint.number(), 1))).hasSize(1);
    assertThat(lanes.claim(Map.of(endpoint.number(), 1))).hasSize(1);
  }

  /** However many lanes of an endpoint that is down are due, and however large the feed is. */
  @Test
  void claimsWithoutReadingWhatItDoesNotTake() {
    assertThat(
            planInACrowd(
                LaneTable.CLAIM,
                45_000L,
                UUID.randomUUID(),
                new Integer[] {endpoint.number()},
                new Integer[] {32}))
        .contains("using lane_due on lane")
        .contains("Tid Scan on lane")
        .contains("using delivery_waiting on delivery")
        .contains("using notification_pkey on notification")
        .doesNotContain("Seq Scan on lane")
        .doesNotContain("Seq Scan on delivery")
        .doesNotContain("Seq Scan on notification");
  }

  @Test
  void endsWithoutReadingOtherLanes() {
    int lanes = 32;
    assertThat(
            planInACrowd(
                LaneTable.END,
                each(lanes, n -> endpoint.number()),
                each(lanes, n -> "crowd-" + n),
                each(lanes, n -> UUID.randomUUID()),
                each(lanes, n -> UUID.randomUUID()),
                each(lanes, n -> 1),
                each(lanes, n -> 1),
                each(lanes, n -> "[]"),
                each(lanes, n -> true),
                45_000L))
        .contains("using lane_pkey on lane")
        .contains("using delivery_pkey on delivery")
        .contains("using delivery_waiting on delivery")
        .contains("using notification_pkey on notification")
        .doesNotContain("Seq Scan on lane")
        .doesNotContain("Seq Scan on delivery")
        .doesNotContain("Seq Scan on notification");
  }

  @SuppressWarnings("unchecked") // of the type of its elements
  private static <T> T[] each(int length, IntFunction<T> element) {
    T first = element.apply(0);
    T[] all = (T[]) Array.newInstance(first.getClass(), length);
    Arrays.setAll(all, element);
    return all;
  }

  private String planInACrowd(String statement, Object... parameters) {
    List<String> plan =
        Objects.requireNonNull(
            new TransactionTemplate(transactions)
                .execute(status -> {
                  status.setRollbackOnly();
                  crowd();
                  return jdbc.sql("explain (costs off) " + statement)
                      .params(List.of(parameters))
                      .query((row, number) -> row.getString(1))
                      .list();
                }));
    return String.join("\n", plan);
  }

  private void crowd() {
    jdbc.sql(
            """
            insert into lane (target, user_id, last_sequence, last_id, due_at)
            select ?, 'crowd-' || n, 1, uuidv7(), now() from generate_series(1, 50000) n
            """)
        .param(endpoint.number())
        .update();
    jdbc.sql(
            """
            insert into delivery (target, user_id, sequence, payment_id)
            select ?, 'crowd-' || n, 1, uuidv7() from generate_series(1, 50000) n
            """)
        .param(endpoint.number())
        .update();
    jdbc.sql(
            """
            insert into notification (payment_id, user_id, amount, currency, occurred_at, partition,
                                      "offset", received_at, consumer)
            select uuidv7(), 'crowd-' || n, 1, 'EUR', now(), 1000, n, now(), 'crowd'
              from generate_series(1, 50000) n
            """)
        .update();
    for (String table : List.of("lane", "delivery", "notification")) {
      jdbc.sql("analyze " + table).update();
    }
  }

  private Claim claim() {
    return claimed().getFirst();
  }

  private Claim claimOf(String another) {
    rows.delivery(endpoint, another, 1, DeliveryState.WAITING);
    rows.due(endpoint, another, NOW, false);
    return claim();
  }

  private List<Claim> claimed() {
    return lanes.claim(Map.of(endpoint.number(), 10));
  }
}
