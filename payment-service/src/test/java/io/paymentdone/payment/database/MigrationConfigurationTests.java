package io.paymentdone.payment.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.jdbc.DriverDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.flyway.autoconfigure.FlywayProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

class MigrationConfigurationTests {

  private final FlywayProperties properties = new FlywayProperties();

  @Test
  void migratesAsTheSchemasOwner() {
    properties.setUser("owner");
    properties.setPassword("owner's");

    DriverDataSource dataSource = migrationsDataSource();

    assertThat(dataSource.getUser()).isEqualTo("owner");
    assertThat(dataSource.getPassword()).isEqualTo("owner's");
  }

  @Test
  void migratesAsTheApplicationWhenThereIsNoOwner() {
    DriverDataSource dataSource = migrationsDataSource();

    assertThat(dataSource.getUser()).isEqualTo("application");
    assertThat(dataSource.getPassword()).isEqualTo("application's");
  }

  private DriverDataSource migrationsDataSource() {
    FluentConfiguration flyway = new FluentConfiguration();
    new MigrationConfiguration()
        .migrateOverOwnConnections(new Application(), properties)
        .customize(flyway);
    return (DriverDataSource) flyway.getDataSource();
  }

  private static final class Application implements JdbcConnectionDetails {

    @Override
    public String getJdbcUrl() {
      return "jdbc:postgresql://localhost/payment";
    }

    @Override
    public String getUsername() {
      return "application";
    }

    @Override
    public String getPassword() {
      return "application's";
    }
  }
}
