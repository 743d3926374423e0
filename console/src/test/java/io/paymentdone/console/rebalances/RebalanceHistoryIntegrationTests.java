package io.paymentdone.console.rebalances;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleApplication;
import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.rebalances.Rebalance.Cause;
import io.paymentdone.console.rebalances.Rebalance.Move;
import io.paymentdone.console.rebalances.Rebalance.Phase;
import io.paymentdone.console.rebalances.Rebalance.Step;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.console.rebalances.Rebalance.Unaffected;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.TopicContract;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

@ConsoleWithServers
class RebalanceHistoryIntegrationTests {

  @Autowired RebalanceHistory history;
  @Autowired KafkaConnectionDetails kafka;
  @Autowired MockMvcTester http;
  @Autowired JsonMapper json;

  @Test
  void outlivesTheConsole() {
    Rebalance card = card();
    history.add(card);

    try (ConfigurableApplicationContext restarted = start()) {
      RebalanceHistory again = restarted.getBean(RebalanceHistory.class);

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(again.find(card.id())).contains(card.asRecorded()));
      assertThat(again.newest(card.groupId(), 10)).containsExactly(card.asRecorded());
    }
  }

  @Test
  void writesWhatTheTopicsDocumentSays() {
    TopicContract contract = TopicContract.of(Topics.NOTIFICATION_REBALANCES);
    Rebalance card = card();
    history.add(card);

    List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.getBootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partition =
          List.of(new TopicPartition(Topics.NOTIFICATION_REBALANCES, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            consumer
                .poll(Duration.ofMillis(200))
                .forEach(record -> {
                  if (new String(record.key(), UTF_8).equals(card.id())) {
                    written.add(record);
                  }
                });
            return !written.isEmpty();
          });
    }
    assertThat(written).allSatisfy(record -> assertThat(contract.flaws(record)).isEmpty());
  }

  /** The console as its jar starts it, beside the one that is tested. */
  private ConfigurableApplicationContext start() {
    return ConsoleApplication.application()
        .run(
            "--spring.kafka.bootstrap-servers=" + String.join(",", kafka.getBootstrapServers()),
            "--spring.profiles.active=local",
            "--server.port=0",
            // Only the tests' classpath has a database.
            "--spring.autoconfigure.exclude="
                + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
  }

  @Test
  void readsCardsOfEarlierVersions() throws Exception {
    Rebalance card = card();
    String now = json.writeValueAsString(card);
    String before = now.replace("\"fromOutside\":false,", "");
    assertThat(before).isNotEqualTo(now);
    publish(card.id(), before);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(history.find(card.id())).contains(card.asRecorded()));
  }

  private void publish(String id, String... values) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.getBootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer
            .send(new ProducerRecord<>(Topics.NOTIFICATION_REBALANCES, id, value))
            .get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void refusesCardsThatItCannotHaveWritten() throws Exception {
    Rebalance card = card();
    String right = json.writeValueAsString(card);
    Rebalance last = card();
    List<String> wrong =
        List.of(
            "null",
            "{}",
            "garbage",
            right.replace("\"moves\":[", "\"moves\":[null,"),
            right.replace("\"steps\":[", "\"stairs\":["),
            right.replace("700", "-700"),
            right.replace("\"complete\":true", "\"complete\":false"),
            right.replace("\"epochAfter\":5", "\"epochAfter\":4"),
            right.replace("\"membersBefore\":3", "\"membersBefore\":1001"),
            right.replace("\"partition\":0", "\"partition\":1"),
            right.replace(
                "\"endedAt\":\"" + card.endedAt(),
                "\"endedAt\":\"" + Instant.now().plus(1, ChronoUnit.HOURS)),
            right.replace("member-1 is", "x".repeat(100_000)));
    publish(card.id(), wrong.toArray(String[]::new));
    publish(last.id(), json.writeValueAsString(last));

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(history.find(last.id())).contains(last.asRecorded()));
    assertThat(history.find(card.id())).isEmpty();
  }

  @Test
  void keepsItsOwnCardWhenTheTopicHasAnotherWithItsId() throws Exception {
    Rebalance card = card();
    history.add(card);
    Rebalance last = card();
    publish(card.id(), json.writeValueAsString(card).replace("member-1", "nobody"));
    publish(last.id(), json.writeValueAsString(last));

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(history.find(last.id())).contains(last.asRecorded()));
    assertThat(history.find(card.id())).contains(card);
  }

  @Test
  void givesACardAsJsonByItsAddress() {
    Rebalance card = card();
    history.add(card);

    assertThat(http.get().uri("/api/rebalances/{id}", card.id()))
        .hasStatusOk()
        .hasContentTypeCompatibleWith("application/json")
        .bodyJson()
        .convertTo(Rebalance.class)
        .isEqualTo(card);
    assertThat(http.get().uri("/api/rebalances?groupId={id}&limit=10", card.groupId()))
        .bodyJson()
        .extractingPath("$.items[0].id")
        .isEqualTo(card.id());
  }

  private static Rebalance card() {
    Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant end = begin.plusMillis(700);
    return new Rebalance(
        "card-" + UUID.randomUUID(),
        "group-" + UUID.randomUUID(),
        begin,
        end,
        true,
        false,
        List.of(new Trigger(Cause.TIMEOUT, "m1", "member-1", 10_200L)),
        4,
        5,
        3,
        2,
        List.of(new Phase("silence", begin, end)),
        List.of(new Move(1, "member-1", "member-2", begin, end, 700L, null, 0, "id-1", "id-2")),
        List.of(new Unaffected(0, "member-2", 12L, 40)),
        700L,
        null,
        List.of(new Step(begin, "member-1 is no longer a member")),
        false);
  }
}
