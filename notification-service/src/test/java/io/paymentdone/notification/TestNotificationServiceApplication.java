package io.paymentdone.notification;

import io.paymentdone.testsupport.WithPostgresAndKafka;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;

/** Runs the service from an IDE, on a PostgreSQL server and a Kafka broker of its own. */
final class TestNotificationServiceApplication {

  private TestNotificationServiceApplication() {}

  public static void main(String[] args) {
    SpringApplication.from(NotificationServiceApplication::main)
        .with(Servers.class)
        .withAdditionalProfiles("local")
        .run(args);
  }

  /** Configuration of the servers. */
  @TestConfiguration(proxyBeanMethods = false)
  @WithPostgresAndKafka
  static class Servers {}
}
