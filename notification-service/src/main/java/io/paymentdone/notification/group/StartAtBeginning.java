package io.paymentdone.notification.group;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a group begin at the beginning of partitions where it has no offset yet, and only there.
 *
 * <p>{@code auto.offset.reset=earliest} would do that too, but also skip, without a word, whatever
 * retention took from a group that has an offset. So it is {@code none}, and the exception that
 * says "no offset" is answered here; the one that says "out of range" is not. A rebalance listener
 * is too late for it: the client looks for the offset before it calls the listener.
 */
final class StartAtBeginning implements InvocationHandler {

  private static final int TRIES_MAX = 10;

  private final Consumer<?, ?> consumer;

  private StartAtBeginning(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /** The same consumer, which begins at the beginning. */
  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  static <K, V> Consumer<K, V> of(Consumer<K, V> consumer) {
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new StartAtBeginning(consumer));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    for (int tries = 1; ; tries++) {
      try {
        return call(method, arguments);
      } catch (NoOffsetForPartitionException e) {
        // The client may report the same lack again, from a look that was under way meanwhile.
        if (tries == TRIES_MAX) {
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
