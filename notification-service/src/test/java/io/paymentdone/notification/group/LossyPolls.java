package io.paymentdone.notification.group;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Every other poll that has records throws them away for want of memory; its positions moved. */
class LossyPolls {

  private int polls;

  int polls() {
    return polls;
  }

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  DefaultKafkaConsumerFactoryCustomizer lossy() {
    return this::lossy;
  }

  private <K, V> void lossy(DefaultKafkaConsumerFactory<K, V> factory) {
    factory.addPostProcessor(this::lossy);
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private <K, V> Consumer<K, V> lossy(Consumer<K, V> consumer) {
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(consumer, arguments);
                if (result instanceof ConsumerRecords<?, ?> records
                    && !records.isEmpty()
                    && polls++ % 2 == 0) {
                  throw new OutOfMemoryError("thrown by a test");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
