package io.paymentdone.faults.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits of the harness itself. */
public final class Waiting {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private Waiting() {}

  /** Lets time pass: how long a fault lasts. */
  public static void during(Duration duration) {
    long deadline = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Waits for a condition; returns whether it came true in time. */
  public static boolean until(Duration timeout, BooleanSupplier condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /**
   * Waits for a condition that must come true.
   *
   * @throws IllegalStateException when it does not in time
   */
  public static void require(Duration timeout, String what, BooleanSupplier condition) {
    if (!until(timeout, condition)) {
      throw new IllegalStateException(what + ": not within " + timeout.toSeconds() + " s");
    }
  }
}
