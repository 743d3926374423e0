package io.paymentdone.notification;

import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.PostgresServer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** Servers of one test class, which stops or changes them, or fills them with its own records. */
public final class OwnServers implements AutoCloseable {

  private final KafkaServer kafka;
  private final PostgresServer postgres;
  private final DefaultKafkaProducerFactory<byte[], byte[]> producers;

  /** Starts them, with their data in this directory and the topics made. */
  public OwnServers(Path directory) {
    kafka = KafkaServer.start(directory.resolve("kafka"));
    PaymentTopics.create(kafka.bootstrapServers(), 1);
    postgres = PostgresServer.start(directory.resolve("postgres"));
    producers =
        new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The broker. */
  public KafkaServer kafka() {
    return kafka;
  }

  /** The database server. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** Sends records. */
  public KafkaTemplate<byte[], byte[]> template() {
    return new KafkaTemplate<>(producers);
  }

  /** Connects to a database as the superuser. */
  public JdbcClient jdbc(String database) {
    return JdbcClient.create(
        new DriverManagerDataSource(
            postgres.jdbcUrl(database), PostgresServer.USER, PostgresServer.PASSWORD));
  }

  @Override
  public void close() {
    producers.destroy();
    kafka.close();
    postgres.close();
  }
}
