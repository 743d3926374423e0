package io.paymentdone.payment.writer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A payment order on its way: waiting, claimed by a batch, or given up by its request. Whichever
 * moves it out of waiting owns it, so an order that its request gave up is never written.
 */
final class PendingPayment {

  private enum State {
    WAITING,
    CLAIMED,
    GIVEN_UP
  }

  private final PaymentOrder order;
  private final long deadlineNanos;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  PendingPayment(PaymentOrder order, Duration deadline) {
    this.order = order;
    this.deadlineNanos = System.nanoTime() + deadline.toNanos();
  }

  PaymentOrder order() {
    return order;
  }

  /** Takes it into a batch; false when its request gave up. */
  boolean claim() {
    return state.compareAndSet(State.WAITING, State.CLAIMED);
  }

  /** Puts it back, known not to be written. */
  void release() {
    state.compareAndSet(State.CLAIMED, State.WAITING);
  }

  /** Whether its request gave up before a batch claimed it. */
  boolean isGivenUp() {
    return state.get() == State.GIVEN_UP;
  }

  /** Until its deadline; negative afterwards. */
  long nanosLeft() {
    return deadlineNanos - System.nanoTime();
  }

  /** Whether its outcome is there. */
  boolean isDone() {
    return outcome.isDone();
  }

  void complete(Outcome result) {
    outcome.complete(result);
  }

  /** Waits for the outcome. It comes at the deadline at the latest: see {@link Deadlines}. */
  Outcome await() throws InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never an exception", e);
    }
  }

  /**
   * Ends the wait. If no batch has claimed the order, it is not stored; otherwise its outcome is
   * unknown.
   */
  Outcome giveUp() {
    complete(
        state.compareAndSet(State.WAITING, State.GIVEN_UP)
            ? Outcome.Failure.UNAVAILABLE
            : Outcome.Failure.UNKNOWN);
    return outcome.join();
  }
}
