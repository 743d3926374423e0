package io.paymentdone.notification.database;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;

/**
 * Migrates the schema and exits: {@code java -jar notification-service.jar --migrate}. If it runs
 * before the service, the service does not need the password of the schema's owner.
 */
@ImportAutoConfiguration({
  DataSourceAutoConfiguration.class,
  FlywayAutoConfiguration.class,
  SslAutoConfiguration.class
})
public final class MigrateApplication {

  private static final String OPTION = "--migrate";

  /** Whether the arguments request a migration instead of the service. */
  public static boolean isRequested(String[] args) {
    return Arrays.asList(args).contains(OPTION);
  }

  /**
   * Runs the migration.
   *
   * @throws RuntimeException if the schema cannot be migrated
   */
  public static void run(String[] args) {
    SpringApplication application = new SpringApplication(MigrateApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.run(args).close();
  }
}
