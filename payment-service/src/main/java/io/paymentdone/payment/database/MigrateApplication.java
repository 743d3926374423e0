package io.paymentdone.payment.database;

import io.paymentdone.payment.relay.replication.RelayProperties;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Migrates the schema and ends: {@code java -jar payment-service.jar --migrate}. Where it runs
 * before the service, the service itself never knows the owner's password.
 */
@ImportAutoConfiguration({
  DataSourceAutoConfiguration.class,
  FlywayAutoConfiguration.class,
  SslAutoConfiguration.class
})
@EnableConfigurationProperties(RelayProperties.class)
@Import(MigrationConfiguration.class)
public final class MigrateApplication {

  private static final String OPTION = "--migrate";

  /** Whether the arguments ask for this instead of the service. */
  public static boolean isRequested(String[] args) {
    return Arrays.asList(args).contains(OPTION);
  }

  /**
   * Runs it.
   *
   * @throws RuntimeException when the schema could not be migrated
   */
  public static void run(String[] args) {
    SpringApplication application = new SpringApplication(MigrateApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.run(args).close();
  }
}
