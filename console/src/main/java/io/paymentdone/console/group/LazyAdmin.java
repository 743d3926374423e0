package io.paymentdone.console.group;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One AdminClient for all requests. The first request creates it, because creating a client fails
 * while Kafka's host name does not resolve, and the console must start nevertheless.
 */
public final class LazyAdmin implements AutoCloseable {

  private final Supplier<Admin> factory;
  private @Nullable Admin admin;

  LazyAdmin(Supplier<Admin> factory) {
    this.factory = factory;
  }

  /** The client; throws a 503 problem if it cannot be created now. */
  public synchronized Admin get() {
    Admin made = admin;
    if (made == null) {
      try {
        made = factory.get();
      } catch (KafkaException e) {
        throw KafkaCalls.unavailable(e);
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
