package io.paymentdone.console.lab;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a consumer works on each record. */
final class WorkDial {

  private int millisPerRecord;
  private boolean frozen;
  private boolean hurried;

  synchronized void set(@Nullable Integer millis, @Nullable Boolean freeze) {
    if (millis != null) {
      millisPerRecord = millis;
    }
    if (freeze != null) {
      frozen = freeze;
    }
    notifyAll();
  }

  /** No record takes time any more. */
  synchronized void hurry() {
    hurried = true;
    notifyAll();
  }

  synchronized int millisPerRecord() {
    return millisPerRecord;
  }

  synchronized boolean isFrozen() {
    return frozen;
  }

  /** Returns when the work on a record is done; while frozen it does not end. */
  synchronized void work() throws InterruptedException {
    long start = System.nanoTime();
    while (!hurried) {
      long left = TimeUnit.MILLISECONDS.toNanos(millisPerRecord) - (System.nanoTime() - start);
      if (!frozen && left <= 0) {
        return;
      }
      // Rounded up; 0 would be without end, as it is meant for a frozen one only.
      wait(frozen ? 0 : left / 1_000_000 + 1);
    }
  }

  /** Returns at once unless frozen. */
  synchronized void awaitThawed() throws InterruptedException {
    while (frozen && !hurried) {
      wait();
    }
  }
}
