package io.paymentdone.payment.relay;

import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Servers that the relay's tests share, and may kill and start again; ended with the JVM. */
final class TestServers {

  static final PostgresServer POSTGRES = PostgresServer.start(directory("postgres"));
  static final KafkaServer KAFKA = startKafka();

  private TestServers() {}

  private static KafkaServer startKafka() {
    KafkaServer server = KafkaServer.start(directory("kafka"));
    PaymentTopics.create(server.bootstrapServers(), 1);
    return server;
  }

  private static Path directory(String name) {
    try {
      return Files.createTempDirectory("payment-done-relay-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
