package io.paymentdone.console.group;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One AdminClient for all requests, made by the first that needs it: making one fails while Kafka's
 * host name does not resolve, and the console starts all the same.
 */
final class LazyAdmin implements AutoCloseable {

  private final Supplier<Admin> factory;
  private @Nullable Admin admin;

  LazyAdmin(Supplier<Admin> factory) {
    this.factory = factory;
  }

  /** The client; a 503 problem when it cannot be made now. */
  synchronized Admin get() {
    Admin made = admin;
    if (made == null) {
      try {
        made = factory.get();
      } catch (KafkaException e) {
        throw KafkaInquiry.unavailable(e);
      }
      admin = made;
    }
    return made;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
