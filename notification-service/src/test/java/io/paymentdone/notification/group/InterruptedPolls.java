package io.paymentdone.notification.group;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Lets a replica's container be stopped at the moment when a poll has its records. */
class InterruptedPolls {

  private volatile Runnable stop = () -> {};
  private volatile CountDownLatch wakeUp = new CountDownLatch(0);

  /** When the next records are there, before the container has them; completes when it stopped. */
  CompletableFuture<Void> stopAtNextRecords(KafkaListenerEndpointRegistry containers) {
    wakeUp = new CountDownLatch(1);
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    stop = () -> Thread.ofVirtual().start(() -> containers.stop(() -> stopped.complete(null)));
    return stopped;
  }

  @Bean
  DefaultKafkaConsumerFactoryCustomizer interrupted() {
    return this::interrupted;
  }

  private <K, V> void interrupted(DefaultKafkaConsumerFactory<K, V> factory) {
    factory.addPostProcessor(this::interrupted);
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private <K, V> Consumer<K, V> interrupted(Consumer<K, V> consumer) {
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("wakeup")) {
                wakeUp.countDown();
                return null;
              }
              try {
                Object result = method.invoke(consumer, arguments);
                if (result instanceof ConsumerRecords<?, ?> records && !records.isEmpty()) {
                  stop.run();
                  wakeUp.await();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
