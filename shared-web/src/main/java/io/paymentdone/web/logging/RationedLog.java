package io.paymentdone.web.logging;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets one log line through per interval, for events that come by the thousand, such as the failed
 * requests of an outage, and counts the events that have no line.
 */
public final class RationedLog {

  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong nextNanos;
  private final AtomicLong events = new AtomicLong();

  /** A log whose lines are at least this far apart. */
  public RationedLog(Duration interval) {
    this(interval, System::nanoTime);
  }

  /**
   * The same on another clock.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public RationedLog(Duration interval, LongSupplier nanoTime) {
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.nextNanos = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Counts one event.
   *
   * @return how many events had no line since the last one; empty when this event has none either
   */
  public OptionalLong next() {
    long counted = add(1);
    return counted == 0 ? OptionalLong.empty() : OptionalLong.of(counted - 1);
  }

  /**
   * Counts events.
   *
   * @return how many there were since the last line, these included; 0 when no line is due
   */
  public long add(long more) {
    if (events.addAndGet(more) == 0) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    long next = nextNanos.get();
    return now - next >= 0 && nextNanos.compareAndSet(next, now + intervalNanos)
        ? events.getAndSet(0)
        : 0;
  }
}
