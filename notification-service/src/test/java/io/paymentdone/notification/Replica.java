package io.paymentdone.notification;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** One more replica of the service in this JVM, as its main class would start it. */
public final class Replica implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  /**
   * Starts one.
   *
   * @param properties further ones, as {@code name=value}
   */
  public Replica(
      String clientId, String jdbcUrl, String bootstrapServers, List<String> properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--spring.profiles.active=local");
    arguments.add("--spring.main.banner-mode=off");
    arguments.add("--spring.main.register-shutdown-hook=false");
    arguments.add("--notification.client-id=" + clientId);
    arguments.add("--spring.datasource.url=" + jdbcUrl);
    arguments.add("--spring.kafka.bootstrap-servers=" + bootstrapServers);
    properties.forEach(property -> arguments.add("--" + property));
    context =
        new SpringApplicationBuilder(NotificationServiceApplication.class)
            .run(arguments.toArray(String[]::new));
  }

  /** The same on servers that need not be embedded ones. */
  public Replica(
      String clientId,
      JdbcConnectionDetails database,
      KafkaConnectionDetails broker,
      String... properties) {
    this(
        clientId,
        database.getJdbcUrl(),
        String.join(",", broker.getBootstrapServers()),
        Stream.concat(
                Stream.of(
                    "spring.datasource.username=" + database.getUsername(),
                    "spring.datasource.password=" + database.getPassword()),
                Stream.of(properties))
            .toList());
  }

  /** A bean of it. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Its HTTP interface. */
  public Api api() {
    return new Api(context.getEnvironment().getRequiredProperty("local.server.port", int.class));
  }

  /** Whether its readiness is up. */
  public boolean isReady() {
    return api().get("/actuator/health/readiness").status() == 200;
  }

  /** The consumer's part of its readiness. */
  public JsonNode consumerHealth() {
    return api().get("/actuator/health/readiness").body().at("/components/consumer");
  }

  /** Stops it as SIGTERM does. */
  @Override
  public void close() {
    context.close();
  }
}
