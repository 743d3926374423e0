package io.paymentdone.payment.relay;

import io.paymentdone.payment.PaymentServiceApplication;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * A payment service whose relay takes an event for acknowledged when it has handed it to the
 * producer, which sends it a second later; so it confirms WAL that is not on the topic yet. Wrong
 * on purpose.
 */
public class FlushBeforeAcknowledgement {

  /** One thread keeps the order. */
  private static final Executor SENDER =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  /** Starts it. */
  public static void main(String[] args) {
    new SpringApplication(PaymentServiceApplication.class, FlushBeforeAcknowledgement.class)
        .run(args);
  }

  @Bean
  DefaultKafkaProducerFactoryCustomizer acknowledgesTooSoon() {
    return factory -> factory.addPostProcessor(producer -> tooSoon(producer));
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private static <K, V> Producer<K, V> tooSoon(Producer<K, V> producer) {
    return (Producer<K, V>)
        Proxy.newProxyInstance(
            FlushBeforeAcknowledgement.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> invoke(producer, method, arguments));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the future goes to the caller of the proxy
  private static @Nullable Object invoke(
      Producer<?, ?> producer, Method method, Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("send")
        && arguments != null
        && arguments.length == 2
        && arguments[1] instanceof Callback callback) {
      return sendLater(producer, method, (ProducerRecord<?, ?>) arguments[0], callback);
    }
    try {
      return method.invoke(producer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Future<RecordMetadata> sendLater(
      Producer<?, ?> producer, Method send, ProducerRecord<?, ?> record, Callback callback) {
    Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, SENDER);
    later.execute(() -> send(producer, send, record));
    RecordMetadata metadata =
        new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0);
    callback.onCompletion(metadata, null);
    return CompletableFuture.completedFuture(metadata);
  }

  private static void send(Producer<?, ?> producer, Method send, ProducerRecord<?, ?> record) {
    try {
      send.invoke(producer, record, (Callback) (metadata, failure) -> {});
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
