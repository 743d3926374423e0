package io.paymentdone.payment.database;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.web.overload.Bulkhead;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration for what stands in front of the readers' pool. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReaderProperties.class)
class ReaderConfiguration {

  @Bean
  Bulkhead readers(ReaderProperties properties, MeterRegistry meters) {
    Bulkhead readers =
        new Bulkhead(properties.atOnce(), properties.waitingMax(), properties.waitMax());
    Gauge.builder("payment.readers", readers, Bulkhead::admitted)
        .description("Requests that read from the database or wait for their turn")
        .register(meters);
    FunctionCounter.builder("payment.readers.refused", readers, Bulkhead::refused)
        .description("Requests that were refused because too many read")
        .register(meters);
    return readers;
  }
}
