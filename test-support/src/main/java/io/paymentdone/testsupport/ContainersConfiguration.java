package io.paymentdone.testsupport;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Configuration for tests on containers: a database per context, one broker for all. */
@TestConfiguration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "test.servers", havingValue = "docker")
class ContainersConfiguration {

  // Replaces the command of Testcontainers, which turns fsync off.
  private static final String[] COMMAND = {
    "postgres",
    "-c",
    "wal_level=logical",
    "-c",
    "max_replication_slots=20",
    "-c",
    "max_wal_senders=20",
    "-c",
    "max_slot_wal_keep_size=4GB",
    "-c",
    "max_connections=200",
    "-c",
    "idle_in_transaction_session_timeout=60s",
    "-c",
    "timezone=UTC"
  };

  @Bean
  @ServiceConnection
  PostgreSQLContainer postgres() {
    return new PostgreSQLContainer("postgres:18").withCommand(COMMAND);
  }

  @Bean
  @ServiceConnection
  KafkaContainer kafka() {
    return SharedKafkaContainer.started();
  }
}
