package io.paymentdone.web.overload;

import io.paymentdone.web.logging.RepeatedFailure;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that a thread or a scheduler repeats for as long as the process lives. Whatever a turn
 * throws, an {@link Error} too, ends that turn only: a scheduler never runs a task again that
 * threw, and nobody notices a thread that has ended.
 *
 * <p>Each failure is logged once, and once a minute while it lasts. An {@link OutOfMemoryError}
 * goes to the thread's handler, which ends the process ({@link OutOfMemory}).
 */
public final class RepeatedTask implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(RepeatedTask.class);

  private final String name;
  private final Turn turn;
  private final RepeatedFailure failures = new RepeatedFailure(Clock.systemUTC());

  /** One repetition of a task. */
  @FunctionalInterface
  public interface Turn {

    /** Does the work once. */
    void run() throws InterruptedException;
  }

  /**
   * A task.
   *
   * @param name subject of the log line about a failure
   */
  public RepeatedTask(String name, Turn turn) {
    this.name = name;
    this.turn = turn;
  }

  /**
   * Runs one turn.
   *
   * @return false if it failed; a loop pauses then, lest it fails a thousand times a second
   * @throws InterruptedException if the turn was interrupted, which is no failure
   */
  public boolean attempt() throws InterruptedException {
    try {
      turn.run();
      failures.end();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      failed(e);
      return false;
    }
  }

  /** Runs one turn, for a scheduler. */
  @Override
  public void run() {
    try {
      var _ = attempt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Throwable failure) {
    try {
      OutOfMemory.report(failure);
      if (failures.isNews(failure.toString())) {
        log.error("{} failed and is tried again", name, failure);
      }
    } catch (Throwable noLine) {
      OutOfMemory.report(noLine);
    }
  }
}
