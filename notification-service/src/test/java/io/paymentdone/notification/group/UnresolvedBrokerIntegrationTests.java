package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.ChildReplica;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;

/** The brokers' names may resolve later than a replica starts. */
@SpringBootTest
@WithPostgresAndKafka
class UnresolvedBrokerIntegrationTests {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails broker;
  @TempDir private Path directory;

  @Test
  void waitsUntilTheHostNameResolves() throws IOException {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost\n");
    int port = URI.create("kafka://" + broker.getBootstrapServers().getFirst()).getPort();
    try (ChildReplica replica =
        new ChildReplica(
            List.of("-Xmx160m", "-Djdk.net.hosts.file=" + hosts),
            directory.resolve("replica.log"),
            List.of(
                "notification.client-id=early",
                "management.endpoint.health.show-details=always",
                "spring.datasource.url=" + database.getJdbcUrl(),
                "spring.datasource.username=" + database.getUsername(),
                "spring.datasource.password=" + database.getPassword(),
                "spring.kafka.bootstrap-servers=kafka-late:" + port))) {
      await().atMost(PATIENCE).until(() -> replica.answers("/livez", 200));

      assertThat(replica.api().get("/notifications?userId=user1").status()).isEqualTo(200);
      assertThat(replica.api().get("/readyz").status()).isEqualTo(503);
      assertThat(replica.api().get("/actuator/health/readiness").body().toString())
          .contains("No resolvable bootstrap urls");

      Files.writeString(hosts, "127.0.0.1 localhost kafka-late\n");

      await().atMost(PATIENCE).until(() -> replica.answers("/readyz", 200));
    }
  }
}
