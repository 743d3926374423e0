package io.paymentdone.notification.group;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Lets a replica's consumer thread die of what no error handler is asked about. */
class MortalConsumer {

  private volatile boolean dying;

  /** At its next poll. */
  void die() {
    dying = true;
  }

  @Bean
  DefaultKafkaConsumerFactoryCustomizer mortal() {
    return this::mortal;
  }

  private <K, V> void mortal(DefaultKafkaConsumerFactory<K, V> factory) {
    factory.addPostProcessor(this::mortal);
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private <K, V> Consumer<K, V> mortal(Consumer<K, V> consumer) {
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (dying && method.getName().equals("poll")) {
                throw new StackOverflowError("the consumer's thread dies for a test");
              }
              try {
                return method.invoke(consumer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
