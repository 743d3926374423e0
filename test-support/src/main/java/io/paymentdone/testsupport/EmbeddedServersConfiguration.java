package io.paymentdone.testsupport;

import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Configuration for tests on child processes. */
@TestConfiguration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "test.servers", havingValue = "embedded", matchIfMissing = true)
class EmbeddedServersConfiguration {

  @Bean
  PostgresServer postgresServer() {
    PostgresServer server = PostgresServer.start(temporaryDirectory("postgres"));
    server.createDatabases(List.of("test"));
    return server;
  }

  @Bean
  JdbcConnectionDetails jdbcConnectionDetails(PostgresServer server) {
    return new JdbcConnectionDetails() {
      @Override
      public String getUsername() {
        return PostgresServer.USER;
      }

      @Override
      public String getPassword() {
        return PostgresServer.PASSWORD;
      }

      @Override
      public String getJdbcUrl() {
        return server.jdbcUrl("test");
      }
    };
  }

  @Bean
  KafkaConnectionDetails kafkaConnectionDetails() {
    return () -> List.of(SharedBroker.SERVER.bootstrapServers());
  }

  private static Path temporaryDirectory(String name) {
    try {
      return Files.createTempDirectory("payment-done-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Started on first use, ended with the JVM. */
  private static final class SharedBroker {

    static final KafkaServer SERVER = start();

    private static KafkaServer start() {
      KafkaServer server = KafkaServer.start(temporaryDirectory("kafka"));
      PaymentTopics.create(server.bootstrapServers(), 1);
      return server;
    }
  }
}
