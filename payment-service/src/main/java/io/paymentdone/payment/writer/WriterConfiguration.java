package io.paymentdone.payment.writer;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration for the write path. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WriterProperties.class)
class WriterConfiguration {

  @Bean
  WriterConnections writerConnections(
      JdbcConnectionDetails details, MeterRegistry registry, WriterProperties properties) {
    return new WriterConnections(details, registry, properties);
  }

  @Bean
  PaymentWriter paymentWriter(
      ObjectProvider<AdmissionControl> admissionControls,
      ObjectProvider<Clock> clocks,
      WriterConnections connections,
      MeterRegistry registry,
      WriterProperties properties) {
    Clock clock = clocks.getIfAvailable(Clock::systemUTC);
    BatchStatement statement = new BatchStatement(new PaymentIds(), clock, System::nanoTime);
    ContendedKeys contendedKeys = new ContendedKeys(connections, statement, properties);
    return new PaymentWriter(
        List.copyOf(admissionControls.orderedStream().toList()),
        new BatchWriter(connections, statement, contendedKeys, properties),
        new WriterMetrics(registry),
        properties);
  }
}
