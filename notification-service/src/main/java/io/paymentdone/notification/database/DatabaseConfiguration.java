package io.paymentdone.notification.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.web.overload.Bulkhead;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for the connections to the database: readers use Spring Boot's pool, the consumer
 * has a pool of its own, and migrations use separate connections.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  /** Not a default candidate, so that Spring Boot's data source beans use the readers' pool. */
  @Bean(defaultCandidate = false)
  @ConfigurationProperties("notification.consumer-pool")
  HikariDataSource consumerDataSource(JdbcConnectionDetails details) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(details.getJdbcUrl());
    pool.setUsername(details.getUsername());
    pool.setPassword(details.getPassword());
    return pool;
  }

  /** Limits the requests that use the readers' pool. */
  @Bean
  Bulkhead readers(ReaderProperties properties, MeterRegistry meters) {
    Bulkhead readers =
        new Bulkhead(properties.atOnce(), properties.waitingMax(), properties.waitMax());
    Gauge.builder("notification.readers", readers, Bulkhead::admitted)
        .description("Requests that read from the database or wait for their turn")
        .register(meters);
    FunctionCounter.builder("notification.readers.refused", readers, Bulkhead::refused)
        .description("Requests that were refused because too many others were reading")
        .register(meters);
    return readers;
  }

  /**
   * Migrations use connections without the pools' time-outs, because a migration may take long, and
   * the account of the schema's owner if {@code spring.flyway.user} is set.
   */
  @Bean
  @ConditionalOnBooleanProperty(name = "spring.flyway.enabled", matchIfMissing = true)
  FlywayConfigurationCustomizer migrateOverOwnConnections(
      JdbcConnectionDetails details, FlywayProperties properties) {
    @Nullable String owner = properties.getUser();
    return flyway ->
        flyway.dataSource(
            details.getJdbcUrl(),
            owner == null ? details.getUsername() : owner,
            owner == null ? details.getPassword() : properties.getPassword());
  }
}
