package io.paymentdone.notification.group;

import io.paymentdone.notification.NotificationServiceApplication;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/**
 * A notification service that is right, but whose consumer is slow where it matters: a poll keeps
 * its records for a while before it returns them, and a wake-up comes late, as when a thread loses
 * its processor just there. Most stops then meet a poll whose records the container discards, and
 * are not told by the wake-up; without this one in very many is like that.
 */
public class SlowConsumer {

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration WAKE_UP = Duration.ofMillis(300);

  /** Starts it. */
  public static void main(String[] args) {
    new SpringApplication(NotificationServiceApplication.class, SlowConsumer.class).run(args);
  }

  @Bean
  DefaultKafkaConsumerFactoryCustomizer takesItsTime() {
    return SlowConsumer::slow;
  }

  private static <K, V> void slow(DefaultKafkaConsumerFactory<K, V> factory) {
    factory.addPostProcessor(SlowConsumer::slow);
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private static <K, V> Consumer<K, V> slow(Consumer<K, V> consumer) {
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            SlowConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("wakeup")) {
                LockSupport.parkNanos(WAKE_UP.toNanos());
              }
              try {
                Object result = method.invoke(consumer, arguments);
                if (result instanceof ConsumerRecords<?, ?> records && !records.isEmpty()) {
                  LockSupport.parkNanos(POLL.toNanos());
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
