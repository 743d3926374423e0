package io.paymentdone.console.lab;

import java.time.Duration;

/**
 * Until when something may take; several calls in a row share one.
 *
 * @param nanos as of {@link System#nanoTime}
 */
record Deadline(long nanos) {

  /** How long one request of a page may wait for Kafka. */
  private static final Duration REQUEST = Duration.ofSeconds(10);

  static Deadline in(Duration most) {
    return new Deadline(System.nanoTime() + most.toNanos());
  }

  static Deadline ofRequest() {
    return in(REQUEST);
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The time that is left; never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }
}
