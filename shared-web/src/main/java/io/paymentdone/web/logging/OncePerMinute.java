package io.paymentdone.web.logging;

import java.time.Duration;

/** Counts what may happen a thousand times a second, for a line in the log once a minute. */
public final class OncePerMinute {

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private long dueNanos = System.nanoTime();
  private long count;

  /**
   * Adds to the count.
   *
   * @return all that was counted since the last line, when the next one is due; else 0
   */
  public synchronized long add(long more) {
    count += more;
    if (count == 0 || System.nanoTime() - dueNanos < 0) {
      return 0;
    }
    long all = count;
    count = 0;
    dueNanos = System.nanoTime() + MINUTE_NANOS;
    return all;
  }
}
