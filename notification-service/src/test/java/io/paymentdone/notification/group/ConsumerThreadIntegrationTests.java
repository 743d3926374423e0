package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Replica;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;

/** The consumer thread depends on no other thread, and a replica whose consumer is dead says so. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class ConsumerThreadIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Autowired private JdbcConnectionDetails jdbc;
  @Autowired private KafkaConnectionDetails broker;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @Autowired private DataSource dataSource;
  @LocalServerPort private int port;

  @Test
  void endsLivenessWhenItDies() {
    try (Replica replica = mortalReplica()) {
      await().atMost(PATIENCE).until(replica::isReady);
      assertThat(replica.api().get("/livez").status()).isEqualTo(200);

      replica.bean(MortalConsumer.class).die();

      await().atMost(PATIENCE).until(() -> replica.api().get("/livez").status() == 503);
      assertThat(replica.api().get("/actuator/health/liveness").body().toString())
          .contains("the consumer thread ended unexpectedly (ERROR)");
      assertThat(replica.isReady()).isFalse();
      assertThat(replica.consumerHealth().toString()).contains("the consumer is stopped");
      assertThatTheOtherReplicaServesAll();
    }
  }

  @Test
  void consumesWhileVirtualThreadsKeepAllTheirCarriers() throws InterruptedException {
    AtomicBoolean held = new AtomicBoolean(true);
    CountDownLatch begun = new CountDownLatch(Runtime.getRuntime().availableProcessors());
    for (long i = begun.getCount(); i > 0; i--) {
      Thread.startVirtualThread(() -> {
        begun.countDown();
        while (held.get()) {
          Thread.onSpinWait();
        }
      });
    }
    try {
      begun.await();
      String user = "user-" + UUID.randomUUID();
      Events.send(kafka, user, LongStream.of(1));

      await().atMost(PATIENCE).until(() -> entries(user) == 1);
    } finally {
      held.set(false);
    }
  }

  /** Past the service, whose requests are held. */
  private long entries(String user) {
    return JdbcClient.create(dataSource)
        .sql("select count(*) from notification where user_id = ?")
        .param(user)
        .query(Long.class)
        .single();
  }

  private void assertThatTheOtherReplicaServesAll() {
    Api other = new Api(port);
    for (int partition = 0; partition < 6; partition++) {
      String user = "user-" + UUID.randomUUID();
      Events.send(kafka, user, LongStream.of(1));
      await()
          .atMost(PATIENCE)
          .until(() -> other.get("/notifications?userId=" + user).body().get("items").size() == 1);
    }
    assertThat(other.get("/livez").status()).isEqualTo(200);
    assertThat(other.get("/readyz").status()).isEqualTo(200);
  }

  private Replica mortalReplica() {
    return new Replica(
        "notification-service-mortal",
        jdbc,
        broker,
        "spring.main.sources=" + MortalConsumer.class.getName());
  }
}
