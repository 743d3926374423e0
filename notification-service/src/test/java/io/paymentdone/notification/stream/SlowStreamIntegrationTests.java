package io.paymentdone.notification.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Replica;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaTemplate;

/** Clients of the live feed that do not take what they are sent. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class SlowStreamIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Ten megabytes: more than the buffers between a server and a client hold. */
  private static final int ENTRIES = 1_000;

  @Autowired private JdbcTemplate jdbc;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails broker;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;

  private final String slowUser = "user-" + UUID.randomUUID();
  private final String user = "user-" + UUID.randomUUID();

  @Test
  void areDisconnectedAndDelayNoOther() throws Exception {
    insertEntries();
    try (Replica replica = replica();
        FeedStream stream = new FeedStream(replica.api(), user, null);
        SlowStream dripping = new SlowStream(replica.api(), slowUser);
        SlowStream stuck = new SlowStream(replica.api(), slowUser)) {
      dripping.drip();
      await().atMost(PATIENCE).until(() -> streams(replica.api()) == 3);

      LongStream.rangeClosed(1, 5)
          .forEach(amount -> {
            Events.send(kafka, user, LongStream.of(amount));
            await().atMost(Duration.ofSeconds(5)).until(() -> stream.amounts().contains(amount));
          });

      await().atMost(PATIENCE).until(() -> streams(replica.api()) == 1);
      assertThat(dripping.awaitEnd(PATIENCE)).isLessThan(10_000L * ENTRIES);
      assertThat(stuck.awaitEnd(PATIENCE)).isLessThan(10_000L * ENTRIES);
      Events.send(kafka, user, LongStream.of(6));
      await().atMost(PATIENCE).until(() -> stream.amounts().contains(6L));
      assertThat(stream.amounts()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    } finally {
      jdbc.update("delete from notification where user_id = ?", slowUser);
    }
  }

  private Replica replica() {
    return new Replica(
        "notification-service-2",
        database,
        broker,
        "notification.stream.slow-after=1s",
        // Tomcat's own limit ends a write of which nothing is taken; it is not reached by dripping.
        "server.tomcat.connection-timeout=3s");
  }

  private static double streams(Api api) {
    return Double.parseDouble(
        api.text("/actuator/prometheus")
            .lines()
            .filter(line -> line.startsWith("notification_stream_clients "))
            .map(line -> line.substring(line.indexOf(' ') + 1))
            .findFirst()
            .orElseThrow());
  }

  private void insertEntries() {
    jdbc.update(
        """
        insert into notification (payment_id, user_id, amount, currency, description,
                                  occurred_at, received_at, partition, "offset", consumer)
        select gen_random_uuid(), ?, 1, 'EUR', repeat('m', 10000), now(), now(), 0, number, 'c'
          from generate_series(1, ?) number
        """,
        slowUser,
        ENTRIES);
  }
}
