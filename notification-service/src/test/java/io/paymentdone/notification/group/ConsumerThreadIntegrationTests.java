package io.paymentdone.notification.group;

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
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.KafkaTemplate;

/** A replica whose consumer is dead asks to be restarted, and says why. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class ConsumerThreadIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Autowired private JdbcConnectionDetails jdbc;
  @Autowired private KafkaConnectionDetails broker;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @LocalServerPort private int port;

  @Test
  void endsLivenessWhenItDies() {
    try (Replica replica = mortalReplica()) {
      await().atMost(PATIENCE).until(replica::isReady);
      assertThat(replica.api().get("/livez").status()).isEqualTo(200);

      replica.bean(MortalConsumer.class).die();

      await().atMost(PATIENCE).until(() -> replica.api().get("/livez").status() == 503);
      assertThat(replica.api().get("/actuator/health/liveness").body().toString())
          .contains("the consumer's thread ended (ERROR)");
      assertThat(replica.isReady()).isFalse();
      assertThat(replica.consumerHealth().toString()).contains("the consumer is stopped");
      assertThatTheOtherReplicaServesAll();
    }
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
