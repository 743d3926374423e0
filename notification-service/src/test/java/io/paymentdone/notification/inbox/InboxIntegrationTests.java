package io.paymentdone.notification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Group;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.Lifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class InboxIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @Autowired private JdbcClient jdbc;
  @Autowired private KafkaConnectionDetails connection;
  @Autowired private KafkaListenerEndpointRegistry listeners;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void givesADuplicateEventOneEntry() {
    PaymentDone event = Events.event(user, 1250);
    send(event);
    send(event);
    send(Events.event(user, 1));

    awaitAmounts(List.of(1250L, 1L));
  }

  @Test
  void keepsTheFirstOfTwoEventsWithOneIdAndRejectsTheOther() {
    PaymentDone first = Events.event(user, 1250);
    PaymentDone other =
        new PaymentDone(first.paymentId(), user, 9999, "EUR", null, first.occurredAt());
    send(first);
    send(other);
    send(first);
    send(Events.event(user, 1));

    awaitAmounts(List.of(1250L, 1L));
    assertThat(reasons()).containsExactly("conflicting-duplicate");
  }

  @Test
  void keepsAUsersOrder() {
    List<Long> amounts = LongStream.rangeClosed(1, 1000).boxed().toList();
    Events.send(kafka, user, amounts.stream().mapToLong(Long::longValue));

    awaitAmounts(amounts);
  }

  @Test
  void storesTheOtherRowsOfABatchWithARefusedOne() {
    jdbc.sql("alter table notification add constraint refused check (amount <> 666) not valid")
        .update();
    try {
      List<Long> amounts = LongStream.rangeClosed(660, 680).boxed().toList();
      Events.send(kafka, user, amounts.stream().mapToLong(Long::longValue));

      awaitAmounts(amounts.stream().filter(amount -> amount != 666).toList());
      assertThat(reasons()).containsExactly("refused-by-database");
    } finally {
      jdbc.sql("alter table notification drop constraint refused").update();
    }
  }

  @Test
  void ignoresAnEventOlderThanTheRetention() {
    PaymentDone today = Events.event(user, 1);
    Instant longAgo = today.occurredAt().minus(Duration.ofDays(401));
    send(new PaymentDone(Events.newId(), user, 2, "EUR", null, longAgo));
    send(today);

    awaitAmounts(List.of(1L));
    assertThat(reasons()).isEmpty();
  }

  @Test
  void ignoresAnAbortedTransactionAndItsLagEnds() throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", connection.getBootstrapServers(), "transactional.id", user);
    try (Group group = group();
        var producer =
            new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(Events.record(Events.event(user, 1))).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(Events.record(Events.event(user, 2))).get();
      producer.abortTransaction();

      awaitAmounts(List.of(1L));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(group.lag()).isZero());
      assertThat(amounts()).containsExactly(1L);
    }
  }

  @Test
  void addsNothingWhenTheGroupIsResetToAnEarlierTime() {
    Events.send(kafka, user, LongStream.rangeClosed(1, 50));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(amounts()).hasSize(50));
    try (Group group = group()) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(group.lag()).isZero());
      listeners.stop();
      group.reset(group.offsets(OffsetSpec.earliest()));
      assertThat(group.lag()).isGreaterThanOrEqualTo(50);
      // The registry starts none by itself: ListenerStart does, once Kafka's name resolves.
      listeners.getListenerContainers().forEach(Lifecycle::start);

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(group.lag()).isZero());
      assertThat(amounts()).hasSize(50);
    }
  }

  private void send(PaymentDone event) {
    Events.send(kafka, List.of(Events.record(event)));
  }

  private Group group() {
    return new Group(connection.getBootstrapServers(), Topics.NOTIFICATION_GROUP);
  }

  private void awaitAmounts(List<Long> expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(amounts()).containsExactlyElementsOf(expected));
  }

  private List<@Nullable Long> amounts() {
    return jdbc.sql("select amount from notification where user_id = ? order by \"offset\"")
        .param(user)
        .query(Long.class)
        .list();
  }

  private List<@Nullable String> reasons() {
    return jdbc.sql("select reason from dead_letter where convert_from(record_key, 'UTF8') = ?")
        .param(user)
        .query(String.class)
        .list();
  }
}
