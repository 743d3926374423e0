package io.paymentdone.console.lab;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a lab, a museum or a comparison: it happens once, whoever asks for it, and not during
 * a change of offsets.
 */
final class LabEnding {

  private static final Logger log = LoggerFactory.getLogger(LabEnding.class);

  private final AtomicBoolean begun = new AtomicBoolean();
  private final ReentrantLock changes = new ReentrantLock();
  private final CompletableFuture<Boolean> over = new CompletableFuture<>();

  boolean isBegun() {
    return begun.get();
  }

  boolean isOver() {
    return over.isDone();
  }

  /** Makes a change that the end waits for; throws a 404 problem once the end has begun. */
  <T> T unlessBegun(Supplier<T> change) {
    changes.lock();
    try {
      if (begun.get()) {
        throw ProblemException.of(ProblemCode.NOT_FOUND, "The lab ends, so nothing is changed.");
      }
      return change.get();
    } finally {
      changes.unlock();
    }
  }

  /**
   * Ends the lab, or waits for the end that another has begun.
   *
   * @param most how long to wait for that
   * @param changeMost how long to wait for a change that is under way
   * @param end returns whether nothing is left
   * @return what the one end has returned; false if it is not over in time
   */
  boolean run(Duration most, Duration changeMost, BooleanSupplier end) {
    if (!begun.compareAndSet(false, true)) {
      return await(most);
    }
    boolean gone = false;
    try {
      awaitChange(changeMost);
      gone = end.getAsBoolean();
      return gone;
    } finally {
      over.complete(gone);
    }
  }

  private boolean await(Duration most) {
    try {
      return over.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private void awaitChange(Duration most) {
    try {
      if (changes.tryLock(most.toMillis(), TimeUnit.MILLISECONDS)) {
        changes.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A step of the end; if it fails, the others are taken all the same. */
  static void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.warn("A step of the end of a lab has failed", e);
    }
  }
}
