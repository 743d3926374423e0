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

/** A notification service that receives at most a hundred records a second: one can overload it. */
public class LaboriousConsumer {

  private static final Duration RECORD = Duration.ofMillis(10);

  /** Starts it. */
  public static void main(String[] args) {
    new SpringApplication(NotificationServiceApplication.class, LaboriousConsumer.class).run(args);
  }

  @Bean
  DefaultKafkaConsumerFactoryCustomizer labours() {
    ConsumerCalls laboriously = LaboriousConsumer::laboriously;
    return laboriously.customizer();
  }

  private static @Nullable Object laboriously(Method method, ConsumerCalls.Call call)
      throws Throwable {
    Object result = call.pass();
    if (result instanceof ConsumerRecords<?, ?> records) {
      LockSupport.parkNanos(records.count() * RECORD.toNanos());
    }
    return result;
  }
}
