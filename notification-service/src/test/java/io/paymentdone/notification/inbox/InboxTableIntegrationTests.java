package io.paymentdone.notification.inbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.deadletter.RejectedRecord;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class InboxTableIntegrationTests {

  @Autowired private InboxTable table;
  @Autowired private JdbcClient jdbc;
  @Autowired private PlatformTransactionManager transactions;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void givesUpOnARowThatAStalledMemberHolds() {
    List<ReceivedEvent> events = List.of(received(Events.event(user, 1), 0));
    new TransactionTemplate(transactions)
        .executeWithoutResult(stalled -> {
          assertThat(table.store(events, List.of())).isEmpty();

          CompletableFuture<?> other =
              CompletableFuture.supplyAsync(() -> table.store(events, List.of()));
          // The limit is 0.3 s; without one it would wait for the connection's time-out, 8 s.
          assertThatThrownBy(() -> other.get(4, SECONDS))
              .rootCause()
              .hasMessageContaining("lock timeout");
          stalled.setRollbackOnly();
        });

    assertThat(table.store(events, List.of())).isEmpty();
    assertThat(count("notification where user_id = ?", user)).isOne();
  }

  @Test
  void findsOutTheSameWhenABatchComesAgain() {
    PaymentDone first = Events.event(user, 1250);
    PaymentDone other =
        new PaymentDone(first.paymentId(), user, 9999, "EUR", null, first.occurredAt());
    List<ReceivedEvent> events = List.of(received(first, 1), received(other, 2));

    List<RejectedRecord> rejected = table.store(events, List.of());
    assertThat(rejected).singleElement().extracting(it -> it.source().offset()).isEqualTo(2L);
    // As after a fault between the feed's rows and the dead letters.
    jdbc.sql("delete from dead_letter where convert_from(record_key, 'UTF8') = ?")
        .param(user)
        .update();
    assertThat(table.store(events, List.of())).isEqualTo(rejected);
    assertThat(table.store(events, List.of())).isEqualTo(rejected);

    assertThat(count("notification where user_id = ?", user)).isOne();
    assertThat(count("dead_letter where convert_from(record_key, 'UTF8') = ?", user)).isOne();
  }

  private long count(String what, String parameter) {
    return jdbc.sql("select count(*) from " + what).param(parameter).query(Long.class).single();
  }

  /** Of a partition that the topic does not have, so that no other test's record is there. */
  private static ReceivedEvent received(PaymentDone event, long offset) {
    var record = Events.record(event);
    return new ReceivedEvent(
        new ConsumerRecord<>(record.topic(), 1000, offset, record.key(), record.value()), event);
  }
}
