package io.paymentdone.payment.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.payment.relay.recovery.Republisher;
import io.paymentdone.payment.relay.recovery.SlotHealing;
import io.paymentdone.payment.relay.replication.RelayConnections;
import java.util.Arrays;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Publishes payments from their table once more, by hand: a run of the service's jar that opens no
 * port and ends when all is acknowledged.
 *
 * <pre>
 * java -jar payment-service.jar --payment.relay.republish --since=4711
 * java -jar payment-service.jar --payment.relay.republish --since=2026-11-22T18:30:00Z
 * </pre>
 *
 * <p>{@code --since} is a payment's {@code seq}, or the time (RFC 3339) of the first payment to
 * publish; that one is included. Records are published in order of {@code seq}, the same to the
 * byte as before: consumers take them as repetitions. Configuration is the service's own.
 *
 * <p>Where the slot is lost, or payments before it are not published, it is replaced first, as the
 * relay does by itself unless {@code payment.relay.heal-automatically} is false; then everything
 * that is not known to be published is included, whatever {@code --since} says.
 *
 * <p>The exit status is 0 when Kafka has acknowledged everything; otherwise run it again.
 */
@ImportAutoConfiguration({
  DataSourceAutoConfiguration.class,
  KafkaAutoConfiguration.class,
  SslAutoConfiguration.class
})
@Import(SlotConfiguration.class)
public final class RepublishApplication {

  static final String OPTION = "payment.relay.republish";

  /** Whether the arguments ask for this instead of the service. */
  public static boolean isRequested(String[] args) {
    return Arrays.stream(args)
        .anyMatch(arg -> arg.equals("--" + OPTION) || arg.startsWith("--" + OPTION + "="));
  }

  /**
   * Runs it.
   *
   * @throws RuntimeException when not everything was published
   */
  public static void run(String[] args) {
    SpringApplication application = new SpringApplication(RepublishApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.run(args).close();
  }

  @Bean
  MeterRegistry meterRegistry() {
    return new SimpleMeterRegistry();
  }

  @Bean
  ApplicationRunner republishRunner(
      RelayConnections connections,
      SlotHealing healing,
      Republisher republisher,
      ProducerFactory<?, ?> producers) {
    return new RepublishRunner(connections, healing, republisher, producers);
  }
}
