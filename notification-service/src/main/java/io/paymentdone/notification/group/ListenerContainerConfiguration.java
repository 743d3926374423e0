package io.paymentdone.notification.group;

import io.paymentdone.notification.oversized.StreamingConsumer;
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

/** Configuration for what has no property: the listener container and the producer's end. */
@Configuration(proxyBeanMethods = false)
class ListenerContainerConfiguration {

  /** With the web server's grace period well within the 20 s of a shutdown. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(7);

  private static final int PRODUCER_CLOSE_SECONDS_MAX = 3;

  @Bean
  ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>>
      paymentDoneContainer() {
    return container -> {
      // client.id is what people and the console know a member by.
      container.setAlwaysClientIdSuffix(false);
      ContainerProperties properties = container.getContainerProperties();
      properties.setShutdownTimeout(STOP_TIMEOUT.toMillis());
      // A platform thread: the virtual ones of requests share a few carriers, and one that loads a
      // class keeps its carrier while it waits. A consumer among them may lose its membership.
      properties.setListenerTaskExecutor(new SimpleAsyncTaskExecutor("consumer-"));
    };
  }

  @Bean
  DefaultKafkaConsumerFactoryCustomizer consumer() {
    return ListenerContainerConfiguration::consumer;
  }

  private static <K, V> void consumer(DefaultKafkaConsumerFactory<K, V> factory) {
    factory.addPostProcessor(StartAtBeginning::of);
    factory.addPostProcessor(
        consumer -> StreamingConsumer.of(consumer, factory.getConfigurationProperties()));
  }

  @Bean
  DefaultKafkaProducerFactoryCustomizer promptClose() {
    return factory -> factory.setPhysicalCloseTimeout(PRODUCER_CLOSE_SECONDS_MAX);
  }
}
