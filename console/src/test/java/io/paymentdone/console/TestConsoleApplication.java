package io.paymentdone.console;

import io.paymentdone.testsupport.WithPostgresAndKafka;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;

/** Runs the console from an IDE, on a Kafka broker of its own and without the services. */
final class TestConsoleApplication {

  private TestConsoleApplication() {}

  public static void main(String[] args) {
    SpringApplication.from(ConsoleApplication::main)
        .with(Servers.class)
        .withAdditionalProfiles("local")
        .run(args);
  }

  /** Configuration of the servers. */
  @TestConfiguration(proxyBeanMethods = false)
  @WithPostgresAndKafka
  static class Servers {}
}
