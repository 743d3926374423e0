package io.paymentdone.notification.deadletter;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Limits the memory that all redrives of dead letters use together. What they answer is small; the
 * pages of dead letters have {@link io.paymentdone.web.paging.AnswerMemory}.
 */
@Component
class MemoryBudget {

  private static final int KILOBYTE = 1024;

  /** An eighth of the smallest heap; a larger record takes the whole budget. */
  private static final int KILOBYTES_MAX = 32 * 1024;

  /** Enough for earlier requests to be acknowledged while Kafka works normally. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  private final Semaphore kilobytes = new Semaphore(KILOBYTES_MAX, true);

  /**
   * Runs work that needs this much memory.
   *
   * @throws ProblemException 503 {@code overloaded} if the memory is not free in time
   */
  <T> T within(long bytes, Supplier<T> work) {
    int share = Math.clamp(bytes / KILOBYTE, 1, KILOBYTES_MAX);
    try {
      if (!kilobytes.tryAcquire(share, WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw overloaded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.of(
          ProblemCode.STOPPING,
          "This replica is shutting down. Repeat the request; another replica will answer it.",
          WAIT_MAX);
    }
    try {
      return work.get();
    } finally {
      kilobytes.release(share);
    }
  }

  private static ProblemException overloaded() {
    return ProblemException.of(
        ProblemCode.OVERLOADED,
        "Other redrives use all memory reserved for them. This request had no effect; repeat it.",
        WAIT_MAX);
  }
}
