package io.paymentdone.notification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.delivery.Channels;
import io.paymentdone.notification.delivery.DeliveryWorkers;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.json.JsonMapper;

/** What the inbox queues for targets, together with feed entries. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class QueuedDeliveriesIntegrationTests {

  @Autowired private InboxTable table;
  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource database;
  @Autowired private DeliveryWorkers workers;
  @Autowired private Channels channels;
  @Autowired private NotificationProperties properties;
  @Autowired private JsonMapper json;
  @Autowired private Clock clock;

  private final String user = "user-" + UUID.randomUUID();
  private final List<Integer> targets = new ArrayList<>();

  /** Others share the database: for them there are no targets. */
  @AfterEach
  void removeTargets() {
    jdbc.sql("update webhook_endpoint set enabled = false where number = any (?)")
        .param(targets.toArray(Integer[]::new))
        .update();
  }

  @Test
  void queuesNothingWithoutTargets() {
    table.store(List.of(received(user, 1, 1, null)));

    assertThat(count("notification")).isOne();
    assertThat(count("delivery")).isZero();
    assertThat(count("lane")).isZero();
  }

  /** The plain statement stores nothing for the sake of a target that is gone right after it. */
  @Test
  void storesEventsWhoseTargetVanishesMeanwhile() {
    target(null);
    AtomicInteger statements = new AtomicInteger();
    DataSource vanishing =
        new DelegatingDataSource(database) {
          @Override
          public Connection getConnection() throws SQLException {
            if (statements.incrementAndGet() == 2) {
              removeTargets();
            }
            return super.getConnection();
          }
        };
    InboxTable young =
        new InboxTable(new ConsumerDatabase(vanishing), workers, channels, properties, json, clock);

    assertThat(young.store(List.of(received(user, 1, 1, null)))).isEmpty();

    assertThat(statements).hasValueGreaterThan(1);
    assertThat(count("notification")).isOne();
    assertThat(count("delivery")).isZero();
  }

  @Test
  void numbersALaneInTheOrderOfTheFeed() {
    // Before the target is known, so that the first batch after it begins with the plain statement.
    table.store(List.of(received(user, 1, 1, null)));
    int target = target(null);
    int other = target(null);

    table.store(
        List.of(
            received(user, 4, 4, null), received(user, 2, 2, null), received(user, 3, 3, null)));
    table.store(List.of(received(user, 5, 5, null)));

    for (int number : List.of(target, other)) {
      assertThat(lane(number))
          .extracting(Queued::sequence, Queued::offset, Queued::previousOffset)
          .containsExactly(
              tuple(1L, 2L, null), tuple(2L, 3L, 2L), tuple(3L, 4L, 3L), tuple(4L, 5L, 4L));
    }
    assertThat(
            jdbc.sql("select count(*) from lane where user_id = ? and due_at <= now()")
                .param(user)
                .query(Long.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void queuesARedeliveredEventOnce() {
    int target = target(null);
    ReceivedEvent first = received(user, 1, 1, null);
    ReceivedEvent second = received(user, 2, 2, null);

    table.store(List.of(first));
    table.store(List.of(first, second));
    table.store(List.of(first, second));

    assertThat(lane(target)).extracting(Queued::sequence).containsExactly(1L, 2L);
  }

  @Test
  void queuesForATargetOnlyWhatItsCallersPosted() {
    int target = target("shop");

    table.store(
        List.of(
            received(user, 1, 1, "shop"),
            received(user, 2, 2, "other"),
            received(user, 3, 3, null),
            received(user, 4, 4, "shop")));

    assertThat(lane(target))
        .extracting(Queued::sequence, Queued::offset, Queued::previousOffset)
        .containsExactly(tuple(1L, 1L, null), tuple(2L, 4L, 1L));
  }

  /** Its receiver sees no hole: what it was not to get is not counted. */
  @Test
  void queuesNothingForATargetWhileItIsDisabled() {
    int target = target(null);

    table.store(List.of(received(user, 1, 1, null)));
    enable(target, false);
    table.store(List.of(received(user, 2, 2, null)));
    enable(target, true);
    table.store(List.of(received(user, 3, 3, null)));

    assertThat(count("notification")).isEqualTo(3);
    assertThat(lane(target))
        .extracting(Queued::sequence, Queued::offset, Queued::previousOffset)
        .containsExactly(tuple(1L, 1L, null), tuple(2L, 3L, 1L));
  }

  private void enable(int target, boolean enabled) {
    jdbc.sql("update webhook_endpoint set enabled = ? where number = ?")
        .params(enabled, target)
        .update();
  }

  @Test
  void queuesALargeBatchForManyUsers() {
    int target = target(null);
    List<ReceivedEvent> events =
        IntStream.range(0, 1_000)
            .mapToObj(n -> received(user + "-" + n % 500, n, n, null))
            .toList();

    assertThat(table.store(events)).isEmpty();

    assertThat(
            jdbc.sql(
                    "select sequence, count(*) from delivery where target = ? group by sequence"
                        + " order by sequence")
                .param(target)
                .query((row, number) -> List.of(row.getLong(1), row.getLong(2)))
                .list())
        .containsExactly(List.of(1L, 500L), List.of(2L, 500L));
  }

  private int target(@Nullable String caller) {
    int number =
        jdbc.sql(
                """
                insert into webhook_endpoint (owner, url, callers, secret)
                values ('test', 'https://receiver.example/', ?::text[], '\\x01')
                returning number
                """)
            .param(caller == null ? null : "{" + caller + "}")
            .query(Integer.class)
            .single();
    targets.add(number);
    return number;
  }

  private record Queued(long sequence, long offset, @Nullable Long previousOffset) {}

  private List<Queued> lane(int target) {
    return jdbc.sql(
            """
            select d.sequence, n."offset", p."offset" as previous_offset
              from delivery d
              join notification n using (payment_id)
              left join notification p on p.id = d.previous_id
             where d.target = ? and d.user_id = ?
             order by d.sequence
            """)
        .params(target, user)
        .query((row, number) ->
            new Queued(
                row.getLong("sequence"),
                row.getLong("offset"),
                row.getObject("previous_offset", Long.class)))
        .list();
  }

  private long count(String of) {
    return jdbc.sql("select count(*) from " + of + " where user_id = ?")
        .param(user)
        .query(Long.class)
        .single();
  }

  private static ReceivedEvent received(
      String user, long amount, long offset, @Nullable String caller) {
    PaymentDone event = Events.event(user, amount);
    var record = Events.record(event);
    return new ReceivedEvent(
        new ConsumerRecord<>(record.topic(), 1000, offset, record.key(), record.value()),
        event,
        caller);
  }
}
