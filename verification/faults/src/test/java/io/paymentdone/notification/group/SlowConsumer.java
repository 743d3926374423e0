package io.paymentdone.notification.group;

import io.paymentdone.notification.NotificationServiceApplication;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

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
    ConsumerCalls slowly = SlowConsumer::slowly;
    return slowly.customizer();
  }

  private static @Nullable Object slowly(Method method, ConsumerCalls.Call call) throws Throwable {
    if (method.getName().equals("wakeup")) {
      LockSupport.parkNanos(WAKE_UP.toNanos());
    }
    Object result = call.pass();
    if (result instanceof ConsumerRecords<?, ?> records && !records.isEmpty()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    return result;
  }
}
