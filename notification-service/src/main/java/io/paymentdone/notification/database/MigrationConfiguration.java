package io.paymentdone.notification.database;

import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration for a service whose schema is migrated before it starts. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

  /** Fails the start if a migration is missing. */
  @Bean
  @ConditionalOnBooleanProperty(name = "migration.at-start", havingValue = false)
  FlywayMigrationStrategy validateOnly() {
    return Flyway::validate;
  }
}
