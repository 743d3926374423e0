package io.paymentdone.web.overload;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Bounds how many callers use a scarce resource at once and how many wait for it; all others are
 * refused immediately.
 *
 * <p>A connection pool bounds only how many use it: as many requests wait for it as there are
 * threads, and virtual threads are so cheap that memory runs out first.
 */
public final class Bulkhead {

  /** No caller waits longer, so there is room again by then. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Callers that use the resource or wait for it. */
  private final Semaphore admitted;

  /** Callers that use the resource; first come, first served. */
  private final Semaphore turns;

  private final int admittedMax;
  private final Duration waitMax;
  private final LongAdder refused = new LongAdder();

  /**
   * A bulkhead.
   *
   * @param atOnce most callers that use it at once
   * @param waitingMax most callers that wait
   * @param waitMax time after which a caller that waits is refused
   */
  public Bulkhead(int atOnce, int waitingMax, Duration waitMax) {
    this.admittedMax = atOnce + waitingMax;
    this.admitted = new Semaphore(admittedMax);
    this.turns = new Semaphore(atOnce, true);
    this.waitMax = waitMax;
  }

  /**
   * Does the work when its turn comes.
   *
   * @throws ProblemException 503 {@code overloaded} when there is no room, or the turn does not
   *     come in time; the work was not begun
   */
  public <T> T call(Supplier<T> work) {
    if (!admitted.tryAcquire()) {
      throw overloaded();
    }
    try {
      if (!awaitTurn()) {
        throw overloaded();
      }
      try {
        return work.get();
      } finally {
        turns.release();
      }
    } finally {
      admitted.release();
    }
  }

  private boolean awaitTurn() {
    try {
      return turns.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private ProblemException overloaded() {
    refused.increment();
    return ProblemException.of(
        ProblemCode.OVERLOADED,
        "More is asked for than the database can answer at once. Nothing was read or changed. Try"
            + " again.",
        RETRY_AFTER);
  }

  /** How many were refused so far. */
  public long refused() {
    return refused.sum();
  }

  /** How many are in it now, those who wait included. */
  public int admitted() {
    return admittedMax - admitted.availablePermits();
  }
}
