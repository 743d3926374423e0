package io.paymentdone.web.logging;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets one log line through per interval, for what befalls every request of an outage alike, and
 * counts those it holds back.
 */
public final class RationedLog {

  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong nextNanos;
  private final AtomicLong heldBack = new AtomicLong();

  /** A log whose lines are at least this far apart. */
  public RationedLog(Duration interval) {
    this(interval, System::nanoTime);
  }

  RationedLog(Duration interval, LongSupplier nanoTime) {
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.nextNanos = new AtomicLong(nanoTime.getAsLong());
  }

  /** How many lines were held back since the last one; empty when this one is held back too. */
  public OptionalLong next() {
    long now = nanoTime.getAsLong();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + intervalNanos)) {
      return OptionalLong.of(heldBack.getAndSet(0));
    }
    heldBack.incrementAndGet();
    return OptionalLong.empty();
  }
}
