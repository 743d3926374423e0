package io.paymentdone.payment.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The window that this replica publishes through at the moment, if it is the active one. */
final class RelayPosition {

  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private volatile @Nullable PublishWindow window;

  void enter(PublishWindow opened) {
    window = opened;
  }

  void leave() {
    window = null;
  }

  /** Null on a standby. */
  @Nullable PublishWindow window() {
    return window;
  }

  /** How long the oldest event in flight has been committed; zero without one. */
  Duration backlogAge(Instant now) {
    PublishWindow open = window;
    long commitMicros = open == null ? 0 : open.oldestCommitMicros();
    return commitMicros == 0
        ? Duration.ZERO
        : Duration.between(POSTGRES_EPOCH.plus(commitMicros, ChronoUnit.MICROS), now);
  }

  /** How long ago Kafka last acknowledged an event; null before the first. */
  @Nullable Duration acknowledgementAge() {
    PublishWindow open = window;
    long nanos = open == null ? 0 : open.acknowledgedNanos();
    return nanos == 0 ? null : Duration.ofNanos(System.nanoTime() - nanos);
  }
}
