package io.paymentdone.notification.group;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Does something around the calls of a consumer. */
@FunctionalInterface
interface ConsumerCalls {

  /** What is done: {@code call} passes it on. */
  @Nullable Object around(Method method, Call call) throws Throwable;

  /** One call of the consumer itself. */
  @FunctionalInterface
  interface Call {
    @Nullable Object pass() throws Throwable;
  }

  /** Puts it around every consumer of the application. */
  default DefaultKafkaConsumerFactoryCustomizer customizer() {
    return this::customize;
  }

  private <K, V> void customize(DefaultKafkaConsumerFactory<K, V> factory) {
    factory.addPostProcessor(this::wrap);
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private <K, V> Consumer<K, V> wrap(Consumer<K, V> consumer) {
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            ConsumerCalls.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) ->
                around(
                    method,
                    () -> {
                      try {
                        return method.invoke(consumer, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    }));
  }
}
