package io.paymentdone.payment.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import io.paymentdone.servers.PostgresServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;

/** The relay of one replica, without the rest of the service. */
final class TestReplica implements AutoCloseable {

  private static final String PRODUCER_PREFIX = "producer.";

  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();

  private TestReplica(String jdbcUrl, String bootstrapServers, Map<String, Object> properties) {
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    context.register(RelayConfiguration.class);
    register(JdbcConnectionDetails.class, () -> new Details(jdbcUrl));
    register(MeterRegistry.class, SimpleMeterRegistry::new);
    register(
        ProducerFactory.class,
        () ->
            new DefaultKafkaProducerFactory<byte[], byte[]>(
                producerConfiguration(bootstrapServers, properties)));
    context.refresh();
  }

  private static Map<String, Object> producerConfiguration(
      String bootstrapServers, Map<String, Object> properties) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put("bootstrap.servers", bootstrapServers);
    properties.forEach((name, value) -> {
      if (name.startsWith(PRODUCER_PREFIX)) {
        configuration.put(name.substring(PRODUCER_PREFIX.length()), value);
      }
    });
    return configuration;
  }

  private <T> void register(Class<T> type, Supplier<T> supplier) {
    context.registerBean(type, supplier);
  }

  /** Starts one on the shared servers. */
  static TestReplica start(TestDatabase database, String... properties) {
    return startOn(TestServers.POSTGRES.jdbcUrl(database.name()), database, properties);
  }

  /** Starts one that reaches the database at another address. */
  static TestReplica startOn(String jdbcUrl, TestDatabase database, String... properties) {
    return startOn(jdbcUrl, TestServers.KAFKA.bootstrapServers(), database.name(), properties);
  }

  static TestReplica startOn(
      String jdbcUrl, String bootstrapServers, String slot, String... properties) {
    Map<String, Object> map = new HashMap<>();
    map.put("payment.relay.slot", slot);
    for (String property : properties) {
      String[] parts = property.split("=", 2);
      map.put(parts[0], parts[1]);
    }
    return new TestReplica(jdbcUrl, bootstrapServers, map);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  RelayStatus.Snapshot status() {
    return bean(RelayStatus.class).snapshot();
  }

  double count(String meter) {
    return bean(MeterRegistry.class).get(meter).counter().count();
  }

  TestReplica await(Phase phase) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(45))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(status()).matches(s -> s.phase() == phase, "is " + phase));
    return this;
  }

  @Override
  public void close() {
    context.close();
  }

  private record Details(String jdbcUrl) implements JdbcConnectionDetails {
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
      return jdbcUrl;
    }
  }
}
