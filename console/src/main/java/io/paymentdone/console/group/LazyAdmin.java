package io.paymentdone.console.group;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/**
 * One AdminClient for all requests. The first request creates it, because creating a client fails
 * while Kafka's host name does not resolve, and the console must start nevertheless. A client that
 * answers nothing any more is replaced.
 */
public final class LazyAdmin implements AutoCloseable {

  /** Time for the answer that shows that a client still works. */
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(10);

  private final Supplier<Admin> factory;
  private final LongSupplier nanoTime;
  private @Nullable Admin admin;
  private @Nullable KafkaFuture<?> probe;
  private long probedNanos;

  LazyAdmin(Supplier<Admin> factory) {
    this(factory, System::nanoTime);
  }

  LazyAdmin(Supplier<Admin> factory, LongSupplier nanoTime) {
    this.factory = factory;
    this.nanoTime = nanoTime;
  }

  /** The client; throws a 503 problem if it cannot be created now. */
  public synchronized Admin get() {
    replaceIfSilent();
    Admin made = admin;
    if (made == null) {
      try {
        made = factory.get();
      } catch (KafkaException e) {
        throw KafkaCalls.unavailable(e);
      }
      admin = made;
      probe = null;
      probedNanos = nanoTime.getAsLong();
    }
    return made;
  }

  /**
   * A client whose thread has ended, by an OutOfMemoryError for example, answers nothing any more,
   * and does not say so: each period has a question of its own.
   */
  private void replaceIfSilent() {
    long now = nanoTime.getAsLong();
    if (admin == null || now - probedNanos < PROBE_PERIOD.toNanos()) {
      return;
    }
    if (probe == null || (probe.isDone() && !probe.isCompletedExceptionally())) {
      probe = admin.describeCluster().clusterId();
      probedNanos = now;
    } else {
      close();
      admin = null;
    }
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
