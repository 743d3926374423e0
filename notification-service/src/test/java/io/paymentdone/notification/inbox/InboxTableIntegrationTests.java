package io.paymentdone.notification.inbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.deadletter.RejectedRecord;
import io.paymentdone.notification.delivery.Channels;
import io.paymentdone.notification.delivery.DeliveryWorkers;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class InboxTableIntegrationTests {

  @Autowired private InboxTable table;
  @Autowired private JdbcClient jdbc;
  @Autowired private ConsumerDatabase consumer;
  @Autowired private DataSource database;
  @Autowired private DeliveryWorkers workers;
  @Autowired private Channels channels;
  @Autowired private NotificationProperties properties;
  @Autowired private JsonMapper json;
  @Autowired private Clock clock;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void givesUpOnARowLockedByAStalledMember() {
    List<ReceivedEvent> events = List.of(received(Events.event(user, 1), 0));
    consumer
        .transaction()
        .executeWithoutResult(stalled -> {
          assertThat(table.store(events)).isEmpty();

          CompletableFuture<?> other = CompletableFuture.supplyAsync(() -> table.store(events));
          // The limit is 0.3 s; without one it would wait for the connection's time-out, 8 s.
          assertThatThrownBy(() -> other.get(4, SECONDS))
              .rootCause()
              .hasMessageContaining("lock timeout");
          stalled.setRollbackOnly();
        });

    assertThat(table.store(events)).isEmpty();
    assertThat(count("notification where user_id = ?", user)).isOne();
  }

  @Test
  void returnsTheSameDeadLettersWhenABatchIsRepeated() {
    PaymentDone first = Events.event(user, 1250);
    PaymentDone other =
        new PaymentDone(first.paymentId(), user, 9999, "EUR", null, first.occurredAt());
    List<ReceivedEvent> events = List.of(received(first, 1), received(other, 2));

    List<RejectedRecord> rejected = table.store(events);
    assertThat(rejected).singleElement().extracting(it -> it.source().offset()).isEqualTo(2L);
    // As after a fault before the dead letters are written.
    assertThat(table.store(events)).isEqualTo(rejected);

    assertThat(count("notification where user_id = ?", user)).isOne();
  }

  /** A replay of the same event is none, whatever the order of its keys on the wire was. */
  @Test
  void takesOtherMetadataForOtherContent() {
    PaymentDone first = Events.event(user, 1250, Map.of("order", "42", "a", ""));
    PaymentDone without = Events.event(user, 1250);
    List<ReceivedEvent> events =
        List.of(
            received(first, 30),
            received(with(first, Map.of("a", "", "order", "42")), 31),
            received(with(first, Map.of("order", "43")), 32),
            received(with(first, Map.of()), 33),
            received(without, 34),
            received(with(without, Map.of("order", "42")), 35));

    assertThat(table.store(events))
        .extracting(it -> it.source().offset())
        .containsExactlyInAnyOrder(32L, 33L, 35L);
    assertThat(count("notification where metadata ->> 'order' = '42' and user_id = ?", user))
        .isOne();
    assertThat(count("notification where metadata is null and user_id = ?", user)).isOne();
  }

  private static PaymentDone with(PaymentDone event, Map<String, String> metadata) {
    return new PaymentDone(
        event.paymentId(),
        event.userId(),
        event.amount(),
        event.currency(),
        event.description(),
        event.occurredAt(),
        metadata.isEmpty() ? null : new TreeMap<>(metadata));
  }

  @Test
  void writesTheColumnOfMetadataOnlyForABatchThatHasAny() {
    List<String> statements = new ArrayList<>();
    InboxTable recorded = recorded(statements, System::nanoTime);

    recorded.store(List.of(received(Events.event(user, 1), 40)));
    assertThat(statements).isNotEmpty().noneMatch(sql -> sql.contains("metadata"));
    statements.clear();

    recorded.store(
        List.of(
            received(Events.event(user, 2), 41),
            received(Events.event(user, 3, Map.of("order", "3")), 42)));
    assertThat(statements).anyMatch(sql -> sql.contains("metadata"));
    assertThat(
            jdbc.sql(
                    "select metadata ->> 'order' from notification where user_id = ?"
                        + " order by amount")
                .param(user)
                .query(String.class)
                .list())
        .containsExactly(null, null, "3");
  }

  @Test
  void failsOneInsertOnlyWhileDuplicatesAreExpected() {
    List<String> statements = new ArrayList<>();
    InboxTable recorded = recorded(statements, System::nanoTime);
    ReceivedEvent first = received(Events.event(user, 1), 10);
    ReceivedEvent second = received(Events.event(user, 2), 11);

    recorded.store(List.of(first));
    recorded.store(List.of(first));
    recorded.store(List.of(first, second));
    recorded.store(List.of(second));

    assertThat(expectDuplicates(statements)).containsExactly(false, false, true, true, true);
    assertThat(count("notification where user_id = ?", user)).isEqualTo(2);
  }

  @Test
  void expectsNoDuplicateTenSecondsAfterTheLastAndStoresALaterOneOnce() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    List<String> statements = new ArrayList<>();
    InboxTable recorded = recorded(statements, nanos::get);
    ReceivedEvent first = received(Events.event(user, 1), 20);
    ReceivedEvent second = received(Events.event(user, 2), 21);
    ReceivedEvent third = received(Events.event(user, 3), 22);
    recorded.store(List.of(first));
    recorded.store(List.of(first));
    statements.clear();

    nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    recorded.store(List.of(second));
    assertThat(expectDuplicates(statements)).containsExactly(true);
    statements.clear();

    nanos.addAndGet(1);
    recorded.store(List.of(third));
    assertThat(expectDuplicates(statements)).containsExactly(false);
    statements.clear();

    recorded.store(List.of(third));
    assertThat(expectDuplicates(statements)).containsExactly(false, true);
    assertThat(count("notification where user_id = ?", user)).isEqualTo(3);
  }

  private InboxTable recorded(List<String> statements, LongSupplier nanoTime) {
    return new InboxTable(
        new ConsumerDatabase(recording(statements)),
        workers,
        channels,
        properties,
        json,
        clock,
        nanoTime);
  }

  /** Of each insert of events, whether it has {@code on conflict}. */
  private static List<Boolean> expectDuplicates(List<String> statements) {
    return statements.stream()
        .filter(sql -> sql.contains("insert into notification"))
        // The statement for targets comes after one that stored nothing.
        .filter(sql -> !sql.contains("insert into lane"))
        .map(sql -> sql.contains("on conflict"))
        .toList();
  }

  private DataSource recording(List<String> statements) {
    return new DelegatingDataSource(database) {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("prepareStatement")) {
                    statements.add((String) arguments[0]);
                  }
                  return AopUtils.invokeJoinpointUsingReflection(connection, method, arguments);
                });
      }
    };
  }

  private long count(String what, String parameter) {
    return jdbc.sql("select count(*) from " + what).param(parameter).query(Long.class).single();
  }

  /** Of a partition that the topic does not have, so that no other test's record is there. */
  private static ReceivedEvent received(PaymentDone event, long offset) {
    var record = Events.record(event);
    return new ReceivedEvent(
        new ConsumerRecord<>(record.topic(), 1000, offset, record.key(), record.value()),
        event,
        null);
  }
}
