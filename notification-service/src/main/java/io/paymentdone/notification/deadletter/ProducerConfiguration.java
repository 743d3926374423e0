package io.paymentdone.notification.deadletter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.support.LoggingProducerListener;

/** Configuration for what the templates' producers report. */
@Configuration(proxyBeanMethods = false)
class ProducerConfiguration {

  /** By default the line about a record that was not sent has its key and its value. */
  @Bean
  LoggingProducerListener<Object, Object> producerListener() {
    LoggingProducerListener<Object, Object> listener = new LoggingProducerListener<>();
    listener.setIncludeContents(false);
    return listener;
  }
}
