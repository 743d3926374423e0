package io.paymentdone.payment.writer;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives up orders whose deadline is over. One thread does it for all of them: a timer for each
 * request took six of a hundred parts of the service's CPU time.
 */
final class Deadlines {

  /** How late a request may get its answer. */
  private static final Duration PRECISION = Duration.ofMillis(20);

  /** All wait equally long, so the oldest is the first that is due. */
  private final Queue<PendingPayment> watched = new ConcurrentLinkedQueue<>();

  private volatile boolean running;

  /** Gives the order up at its deadline if it has no outcome by then. */
  void watch(PendingPayment payment) {
    watched.add(payment);
  }

  void start() {
    running = true;
    Thread.ofPlatform().name("payment-deadlines").daemon().start(this::run);
  }

  /** Ends once none is watched. */
  void stop() {
    running = false;
  }

  private void run() {
    while (running || !watched.isEmpty()) {
      LockSupport.parkNanos(PRECISION.toNanos());
      giveUpOverdue();
    }
  }

  private void giveUpOverdue() {
    for (PendingPayment first = watched.peek();
        first != null && (first.isDone() || first.nanosLeft() <= 0);
        first = watched.peek()) {
      watched.remove(first);
      if (!first.isDone()) {
        first.giveUp();
      }
    }
  }
}
