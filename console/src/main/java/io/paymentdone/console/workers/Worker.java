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
 * A thread that repeats its turn until it is closed. What a turn throws, an {@link Error} too, ends
 * that turn only: it is told, and the next turn begins after a pause that doubles while turns fail.
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

  /** What is repeated. */
  @FunctionalInterface
  public interface Turn {

    /** One turn; it may take as long as it likes, but calls {@link Worker#succeeded} then. */
    void run() throws InterruptedException;
  }

  /** A worker that does not run yet. */
  public Worker(String name, Clock clock, Turn turn) {
    this.name = name;
    this.clock = clock;
    this.turn = turn;
    this.lastGood = clock.instant();
  }

  /** Begins. */
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
        // A failed allocation, too, is one turn's: what the next one asks for may be there.
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
        log.warn("{} is tried again until it succeeds: {}", name, PrintableText.of(e.toString()));
      } else {
        log.warn("{} is tried again until it succeeds", name, e);
      }
    } catch (OutOfMemoryError noMemoryForALine) {
      // Health and the page name the failure all the same; the next one may find room for a line.
      return;
    }
  }

  private void pause(Duration pause) {
    try {
      var _ = ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Notes that it does what it is for; called by a turn that does not end by itself. */
  public void succeeded() {
    lastGood = clock.instant();
    if (failure != null) {
      log.info("{} is well again", name);
      failure = null;
    }
  }

  /** Whether it is to end. */
  public boolean isClosed() {
    return ended.getCount() == 0;
  }

  /** How it is. */
  public WorkerStatus status() {
    Throwable e = failure;
    Thread runs = thread;
    if (e == null && runs != null && !runs.isAlive() && !isClosed()) {
      return new WorkerStatus(name, false, lastGood, "its thread has ended", 0, null);
    }
    return e == null
        ? new WorkerStatus(name, true, null, null, 0, null)
        : new WorkerStatus(name, false, lastGood, PrintableText.of(e.toString()), 0, null);
  }

  /** Ends it after the turn that goes on. */
  @Override
  public void close() {
    ended.countDown();
  }

  /** Waits for its thread to end. */
  public void join(Duration most) {
    try {
      Thread runs = thread;
      if (runs != null) {
        var _ = runs.join(most);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
