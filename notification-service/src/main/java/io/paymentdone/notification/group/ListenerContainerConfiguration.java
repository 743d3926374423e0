package io.paymentdone.notification.group;

import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.kafka.oversized.StreamingConsumer;
import java.time.Duration;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;

/**
 * Configuration of the listener container and the producer for which Spring Boot has no property.
 */
@Configuration(proxyBeanMethods = false)
class ListenerContainerConfiguration {

  /** Together with the grace period of the web server well below the 20 s of a shutdown. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(7);

  private static final int PRODUCER_CLOSE_SECONDS_MAX = 3;

  @Bean
  ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>>
      paymentDoneContainer() {
    return container -> {
      // People and the console identify a member by its client.id.
      container.setAlwaysClientIdSuffix(false);
      ContainerProperties properties = container.getContainerProperties();
      properties.setShutdownTimeout(STOP_TIMEOUT.toMillis());
      // A platform thread: virtual threads of requests share a few carrier threads, and one that
      // loads a class pins its carrier. A consumer on a virtual thread could lose its membership.
      properties.setListenerTaskExecutor(new SimpleAsyncTaskExecutor("consumer-"));
    };
  }

  @Bean
  DefaultKafkaConsumerFactoryCustomizer consumer() {
    return ListenerContainerConfiguration::consumer;
  }

  private static <K, V> void consumer(DefaultKafkaConsumerFactory<K, V> factory) {
    factory.setKeyDeserializerSupplier(RecordLimits.PAYMENT_EVENT::keyDeserializer);
    factory.setValueDeserializerSupplier(RecordLimits.PAYMENT_EVENT::valueDeserializer);
    factory.addPostProcessor(EarliestForNewPartitions::of);
    factory.addPostProcessor(consumer ->
        StreamingConsumer.of(
            consumer, factory.getConfigurationProperties(), RecordLimits.PAYMENT_EVENT));
  }

  @Bean
  DefaultKafkaProducerFactoryCustomizer promptClose() {
    return factory -> factory.setPhysicalCloseTimeout(PRODUCER_CLOSE_SECONDS_MAX);
  }
}
