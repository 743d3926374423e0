package io.paymentdone.servers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits by polling. */
public final class Waiting {

  private static final long POLL_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long POLL_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

  /** The poll interval is this part of the time waited so far: a wait is measured to 1 %. */
  private static final int POLLS = 100;

  private Waiting() {}

  /** Lets time pass. */
  public static void during(Duration duration) {
    long deadline = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Waits for a condition; returns whether it came true in time. */
  public static boolean until(Duration timeout, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long waited = System.nanoTime() - begin;
      if (waited > timeout.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(Math.clamp(waited / POLLS, POLL_NANOS_MIN, POLL_NANOS_MAX));
    }
    return true;
  }

  /**
   * Waits for a condition that must come true.
   *
   * @return how long that took
   * @throws IllegalStateException when the condition does not come true in time
   */
  public static Duration require(Duration timeout, String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    if (!until(timeout, condition)) {
      throw new IllegalStateException(what + ": not within " + timeout.toSeconds() + " s");
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
