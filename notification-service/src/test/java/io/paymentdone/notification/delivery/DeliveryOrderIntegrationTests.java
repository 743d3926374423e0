package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.ChildReplica;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.OwnServers;
import io.paymentdone.notification.Replica;
import io.paymentdone.notification.email.MailReceiver;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each user's webhooks and mails are complete and in order at receivers that fail at random, while
 * replicas are killed and started.
 */
class DeliveryOrderIntegrationTests {

  private static final int USERS = 1_000;
  private static final int ROUNDS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Attempts of one replica at one target: what a kill may repeat. */
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
  void keepsEachUsersOrderAtFailingReceiversWhileReplicasAreKilled() {
    Random random = new Random(7);
    List<ChildReplica> replicas = new ArrayList<>();
    try (Receiver webhooks = new Receiver();
        MailReceiver mails = new MailReceiver();
        Replica steady =
            new Replica(
                "replica-1",
                postgres.jdbcUrl("notification"),
                kafka.bootstrapServers(),
                properties(mails))) {
      webhooks.conduct(data -> conduct(draw(random)));
      mails.conduct(address -> conductOfMail(draw(random)));
      webhooks.secret(Webhooks.create(steady.api(), webhooks.url()));
      users().forEach(user -> subscribe(steady, user));
      replicas.add(start(2, mails));
      replicas.add(start(3, mails));
      awaitReady(replicas);

      for (int round = 1; round <= ROUNDS; round++) {
        send(round);
        if (round % 2 == 0) {
          int before = (round - 1) * USERS;
          await().atMost(PATIENCE).until(() -> webhooks.taken() > before && mails.taken() > before);
          replicas.removeFirst().kill();
          replicas.add(start(3 + round, mails));
        }
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(webhooks.taken()).isEqualTo(USERS * ROUNDS);
            assertThat(mails.taken()).isEqualTo(USERS * ROUNDS);
          });
      assertThat(webhooks.violations()).isEmpty();
      assertThat(mails.violations()).isEmpty();
      assertThat(webhooks.repeatedAfterAnswer()).isLessThanOrEqualTo(KILLS * IN_FLIGHT);
      assertThat(mails.repeatedAfterAnswer()).isLessThanOrEqualTo(KILLS * IN_FLIGHT);
      assertThat(users().mapToLong(webhooks::lastSequence)).containsOnly((long) ROUNDS);
      assertThat(users().mapToLong(mails::lastSequence)).containsOnly((long) ROUNDS);
    } finally {
      replicas.forEach(ChildReplica::close);
    }
  }

  private static int draw(Random random) {
    synchronized (random) {
      return random.nextInt(100);
    }
  }

  private static Receiver.Conduct conduct(int draw) {
    if (draw < 8) {
      return Receiver.Conduct.REFUSE;
    }
    if (draw < 11) {
      return Receiver.Conduct.OVERLOADED;
    }
    return draw < 16 ? Receiver.Conduct.TAKE_AND_RESET : Receiver.Conduct.TAKE;
  }

  private static MailReceiver.Conduct conductOfMail(int draw) {
    if (draw < 8) {
      return MailReceiver.Conduct.MAILBOX_BUSY;
    }
    if (draw < 11) {
      return MailReceiver.Conduct.CLOSING;
    }
    return draw < 16 ? MailReceiver.Conduct.TAKE_AND_RESET : MailReceiver.Conduct.TAKE;
  }

  private static void subscribe(Replica replica, String user) {
    String json = "{\"email\":{\"address\":\"" + user + "@example.com\"}}";
    assertThat(replica.api().put("/subscriptions/" + user, json).statusCode()).isEqualTo(200);
  }

  private static Stream<String> users() {
    return IntStream.range(0, USERS).mapToObj(user -> "user-" + user);
  }

  /** One payment of each user. */
  private static void send(int round) {
    List<ProducerRecord<byte[], byte[]>> records =
        new ArrayList<>(users().map(user -> Events.record(Events.event(user, round))).toList());
    Collections.shuffle(records, new Random(round));
    Events.send(servers.template(), records);
  }

  private static ChildReplica start(int number, MailReceiver mails) {
    List<String> properties = new ArrayList<>(properties(mails));
    properties.add("notification.client-id=replica-" + number);
    properties.add("spring.datasource.url=" + postgres.jdbcUrl("notification"));
    properties.add("spring.datasource.username=" + PostgresServer.USER);
    properties.add("spring.datasource.password=" + PostgresServer.PASSWORD);
    properties.add("spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    return new ChildReplica(
        List.of("-Xmx256m"), directory.resolve("replica-" + number + ".log"), properties);
  }

  private static List<String> properties(MailReceiver mails) {
    return List.of(
        "spring.kafka.consumer.group-id=" + Topics.NOTIFICATION_GROUP,
        "notification.deliveries.schedule=" + "100ms,".repeat(19) + "100ms",
        "notification.deliveries.in-flight-per-target=" + IN_FLIGHT,
        // A replica that was killed has its lanes until then.
        "notification.deliveries.lease=5s",
        "notification.webhooks.time-out=2s",
        "spring.mail.host=127.0.0.1",
        "spring.mail.port=" + mails.port(),
        "notification.email.time-out=2s");
  }

  private static void awaitReady(List<ChildReplica> replicas) {
    for (ChildReplica replica : replicas) {
      await().atMost(PATIENCE).until(() -> replica.answers("/actuator/health/readiness", 200));
    }
  }
}
