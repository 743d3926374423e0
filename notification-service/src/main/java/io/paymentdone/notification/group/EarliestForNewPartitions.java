package io.paymentdone.notification.group;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Seeks to the beginning of partitions for which the group has no committed offset, and only of
 * those.
 *
 * <p>{@code auto.offset.reset=earliest} does the same, but also resets silently if retention
 * deleted the records at a committed offset. The setting is therefore {@code none}: this class
 * handles the exception for a missing offset, and not the one for an offset out of range. A
 * rebalance listener would be too late, because the client fetches the offset before it calls the
 * listener.
 */
final class EarliestForNewPartitions implements InvocationHandler {

  private static final int ATTEMPTS_MAX = 10;

  private final Consumer<?, ?> consumer;

  private EarliestForNewPartitions(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /** Wraps a consumer. */
  @SuppressWarnings("unchecked") // the proxy implements the same interface
  static <K, V> Consumer<K, V> of(Consumer<K, V> consumer) {
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new EarliestForNewPartitions(consumer));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    for (int attempts = 1; ; attempts++) {
      try {
        return call(method, arguments);
      } catch (NoOffsetForPartitionException e) {
        // The client may report the same partition again, from a request that was in flight.
        if (attempts == ATTEMPTS_MAX) {
          throw e;
        }
        consumer.seekToBeginning(e.partitions());
      }
    }
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
