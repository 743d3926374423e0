package io.paymentdone.console.workers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that repeats a turn until it is closed. An exception or {@link Error} ends only the
 * current turn: it is logged, and the next turn starts after a pause that doubles while turns fail.
 */
public final class Worker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  private final String name;
  private final Turn turn;
  private final Clock clock;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Instant lastGood;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread thread;

  /** One repetition of the work. */
  @FunctionalInterface
  public interface Turn {

    /**
     * Runs a turn. A turn that does not return must call {@link Worker#succeeded} from time to
     * time.
     */
    void run() throws InterruptedException;
  }

  /** A worker that has not started. */
  public Worker(String name, Clock clock, Turn turn) {
    this.name = name;
    this.clock = clock;
    this.turn = turn;
    this.lastGood = clock.instant();
  }

  /** Starts the thread. */
  public void start() {
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    Duration pause = PAUSE_MIN;
    while (!isClosed()) {
      try {
        turn.run();
        succeeded();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Throwable e) {
        // An OutOfMemoryError too: the next turn may find the memory.
        if (isClosed()) {
          return;
        }
        pause = failure == null ? PAUSE_MIN : longer(pause);
        failed(e);
        pause(pause);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
  }

  private void failed(Throwable e) {
    Throwable before = failure;
    failure = e;
    try {
      if (before != null && before.getClass().equals(e.getClass())) {
        return;
      }
      if (e instanceof KafkaException) {
        log.warn(
            "Worker {} failed and is retried until it succeeds: {}",
            name,
            PrintableText.of(e.toString()));
      } else {
        log.warn("Worker {} failed and is retried until it succeeds", name, e);
      }
    } catch (OutOfMemoryError noMemoryForALine) {
      // Health and the page still report the failure; the next failure may find memory for a line.
      return;
    }
  }

  private void pause(Duration pause) {
    try {
      sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sleeps until the time is over or the worker is closed. */
  public void sleep(Duration time) throws InterruptedException {
    var _ = ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Records that the worker succeeds; called by a turn that does not return. */
  public void succeeded() {
    lastGood = clock.instant();
    if (failure != null) {
      log.info("Worker {} succeeds again", name);
      failure = null;
    }
  }

  /** Whether the worker is closed. */
  public boolean isClosed() {
    return ended.getCount() == 0;
  }

  /** The current status. */
  public WorkerStatus status() {
    Throwable e = failure;
    Thread runs = thread;
    if (e == null && runs != null && !runs.isAlive() && !isClosed()) {
      return new WorkerStatus(name, false, lastGood, "its thread has ended");
    }
    return e == null
        ? new WorkerStatus(name, true, null, null)
        : new WorkerStatus(name, false, lastGood, PrintableText.of(e.toString()));
  }

  /** Ends the worker after the current turn. */
  @Override
  public void close() {
    ended.countDown();
  }

  /** Waits for the thread to end; returns whether it has ended. */
  public boolean join(Duration most) {
    try {
      Thread runs = thread;
      return runs == null || runs.join(most);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
