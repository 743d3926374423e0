package io.paymentdone.notification.deadletter;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What all requests about dead letters may hold in memory together. */
@Component
class MemoryBudget {

  private static final int KILOBYTE = 1024;

  /** An eighth of the smallest heap; one record that is larger has it alone. */
  private static final int KILOBYTES_MAX = 32 * 1024;

  /** Long enough for those before it to be acknowledged, on a day when all is well. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  private final Semaphore kilobytes = new Semaphore(KILOBYTES_MAX, true);

  /**
   * Does what takes so much memory.
   *
   * @throws ProblemException 503 {@code overloaded} when others hold it for too long
   */
  <T> T within(long bytes, Supplier<T> work) {
    int share = Math.clamp(bytes / KILOBYTE, 1, KILOBYTES_MAX);
    try {
      if (!kilobytes.tryAcquire(share, WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw overloaded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("stopping", "This replica stops.", WAIT_MAX);
    }
    try {
      return work.get();
    } finally {
      kilobytes.release(share);
    }
  }

  private static ProblemException overloaded() {
    return ProblemException.unavailable(
        "overloaded",
        "Other requests about dead letters hold the memory there is for them. Nothing was done;"
            + " repeat it.",
        WAIT_MAX);
  }
}
