package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.ChildReplica;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.OwnServers;
import io.paymentdone.notification.Replica;
import io.paymentdone.notification.delivery.Receiver.Conduct;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each user's deliveries are complete and in order at a receiver that fails at random, while
 * replicas are killed and started.
 */
class DeliveryOrderIntegrationTests {

  private static final int USERS = 1_000;
  private static final int ROUNDS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Attempts of one replica at one endpoint: what a kill may repeat. */
  private static final int IN_FLIGHT = 16;

  private static final int KILLS = 2;

  @TempDir private static Path directory;
  private static OwnServers servers;
  private static KafkaServer kafka;
  private static PostgresServer postgres;

  @BeforeAll
  static void startServers() {
    servers = new OwnServers(directory);
    kafka = servers.kafka();
    postgres = servers.postgres();
    postgres.createDatabases(List.of("notification"));
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @Test
  void keepsEachUsersOrderAtAFailingReceiverWhileReplicasAreKilled() {
    Random random = new Random(7);
    List<ChildReplica> replicas = new ArrayList<>();
    try (Receiver receiver = new Receiver();
        Replica steady =
            new Replica(
                "replica-1",
                postgres.jdbcUrl("notification"),
                kafka.bootstrapServers(),
                properties())) {
      receiver.conduct(data -> conduct(random));
      receiver.secret(Webhooks.create(steady.api(), receiver.url()));
      replicas.add(start(2));
      replicas.add(start(3));
      awaitReady(replicas);

      for (int round = 1; round <= ROUNDS; round++) {
        send(round);
        if (round % 2 == 0) {
          await().atMost(PATIENCE).until(() -> receiver.taken() > USERS);
          replicas.removeFirst().kill();
          replicas.add(start(3 + round));
        }
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(USERS * ROUNDS));
      assertThat(receiver.violations()).isEmpty();
      assertThat(receiver.repeatedAfterAnswer()).isLessThanOrEqualTo(KILLS * IN_FLIGHT);
      assertThat(IntStream.range(0, USERS).mapToLong(user -> receiver.lastSequence("user-" + user)))
          .containsOnly((long) ROUNDS);
    } finally {
      replicas.forEach(ChildReplica::close);
    }
  }

  private static Conduct conduct(Random random) {
    int draw;
    synchronized (random) {
      draw = random.nextInt(100);
    }
    if (draw < 8) {
      return Conduct.REFUSE;
    }
    if (draw < 11) {
      return Conduct.OVERLOADED;
    }
    return draw < 16 ? Conduct.TAKE_AND_RESET : Conduct.TAKE;
  }

  /** One payment of each user. */
  private static void send(int round) {
    List<ProducerRecord<byte[], byte[]>> records =
        new ArrayList<>(
            IntStream.range(0, USERS)
                .mapToObj(user -> Events.record(Events.event("user-" + user, round)))
                .toList());
    Collections.shuffle(records, new Random(round));
    Events.send(servers.template(), records);
  }

  private static ChildReplica start(int number) {
    List<String> properties = new ArrayList<>(properties());
    properties.add("notification.client-id=replica-" + number);
    properties.add("spring.datasource.url=" + postgres.jdbcUrl("notification"));
    properties.add("spring.datasource.username=" + PostgresServer.USER);
    properties.add("spring.datasource.password=" + PostgresServer.PASSWORD);
    properties.add("spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    return new ChildReplica(
        List.of("-Xmx256m"), directory.resolve("replica-" + number + ".log"), properties);
  }

  private static List<String> properties() {
    return List.of(
        "spring.kafka.consumer.group-id=" + Topics.NOTIFICATION_GROUP,
        "notification.deliveries.schedule=" + "100ms,".repeat(19) + "100ms",
        "notification.deliveries.in-flight-per-target=" + IN_FLIGHT,
        // A replica that was killed has its lanes until then.
        "notification.deliveries.lease=5s",
        "notification.webhooks.time-out=2s");
  }

  private static void awaitReady(List<ChildReplica> replicas) {
    for (ChildReplica replica : replicas) {
      await().atMost(PATIENCE).until(() -> replica.answers("/actuator/health/readiness", 200));
    }
  }
}
