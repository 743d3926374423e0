package io.paymentdone.payment.database;

import io.paymentdone.payment.relay.replication.RelayProperties;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.flyway.autoconfigure.FlywayProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for migrations: over connections without the readers' time-outs, for a migration
 * may take its time; as the schema's owner where {@code spring.flyway.user} names one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "spring.flyway.enabled", matchIfMissing = true)
class MigrationConfiguration {

  @Bean
  FlywayConfigurationCustomizer migrateOverOwnConnections(
      JdbcConnectionDetails details, FlywayProperties properties) {
    @Nullable String owner = properties.getUser();
    return flyway ->
        flyway.dataSource(
            details.getJdbcUrl(),
            owner == null ? details.getUsername() : owner,
            owner == null ? details.getPassword() : properties.getPassword());
  }

  /** Where the schema is migrated before the service starts: ends the start when one is missing. */
  @Bean
  @ConditionalOnBooleanProperty(name = "migration.at-start", havingValue = false)
  FlywayMigrationStrategy validateOnly() {
    return Flyway::validate;
  }

  /** {@code afterMigrate.sql} grants the relay's user what it needs. */
  @Bean
  FlywayConfigurationCustomizer nameTheRelaysUser(RelayProperties relay) {
    String user = relay.replicationUsername() == null ? "" : relay.replicationUsername();
    // It lies within a literal there.
    return flyway -> flyway.placeholders(Map.of("relayUser", user.replace("'", "''")));
  }
}
