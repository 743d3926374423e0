package io.paymentdone.web.counts;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A scan that all who ask share, made so rarely that it takes at most 5 % of the time, however
 * often and for however many times counts are wanted.
 *
 * <p>Every question is answered from the last scan that reaches back far enough, so that questions
 * do not compete: the next scan begins at the oldest time that was asked for in the last minute.
 * Only who asks for an older time than all others waits for it: until the pause is over, 30 s at
 * most. A start time whose scan took too long is refused for five minutes, and delays no other
 * question.
 *
 * <p>Each scan is followed by a pause of 19 times its duration, 30 s at most: only scans of more
 * than 1.5 s may take more than their share. A question that no scan covers need not wait for the
 * last 2 s of the pause; they are added to the next one.
 */
public final class RationedScan {

  private static final int PAUSE_PER_DURATION = 19;
  private static final Duration PAUSE_MIN = Duration.ofMillis(200);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
  private static final Duration PAUSE_LOCKED = Duration.ofSeconds(1);
  private static final Duration ADVANCE = Duration.ofSeconds(2);
  private static final Duration WAIT_MAX = Duration.ofSeconds(3);

  /** Longer than a pause and the scan after it: who is covered stays answered. */
  private static final Duration KNOWN_AGE_MAX = Duration.ofSeconds(40);

  private static final Duration WISH_AGE_MAX = Duration.ofMinutes(1);
  private static final int WISHES_MAX = 64;
  private static final Duration TOO_LONG_STANDS = Duration.ofMinutes(5);

  private final Source source;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Instant, Long> wishes = new TreeMap<>();

  private volatile @Nullable Known last;
  private volatile @Nullable TooLong tooLong;
  private long pauseEndNanos;

  /** A scan that has not been made yet. */
  public RationedScan(Source source, Clock clock) {
    this(source, clock, System::nanoTime);
  }

  RationedScan(Source source, Clock clock, LongSupplier nanoTime) {
    this.source = source;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.pauseEndNanos = nanoTime.getAsLong();
  }

  /** Makes scans. */
  @FunctionalInterface
  public interface Source {

    /**
     * Counts now, with one statement.
     *
     * @param from begin of a slice
     * @param fineFrom see {@link Scan}
     * @throws ScanTooLongException when there is too much to count
     * @throws ProblemException when it waited for a lock in vain, which costs nothing
     */
    Scan scan(Instant from, Instant fineFrom);
  }

  /**
   * A scan and its age, measured on one clock: clocks of database, service and caller need not
   * agree.
   *
   * @param age how long before the question it began; zero when it began after the question
   */
  public record Aged(Scan scan, Duration age) {}

  private record Known(Scan scan, long beginNanos) {

    Aged aged(long askedNanos) {
      return new Aged(scan, Duration.ofNanos(Math.max(0, askedNanos - beginNanos)));
    }
  }

  private record TooLong(Instant from, long nanos) {}

  /**
   * A scan that covers a time, perhaps an old one.
   *
   * @throws ProblemException 503 when its turn has not come, or when counting takes too long
   */
  public Aged covering(Instant since) {
    long askedNanos = nanoTime.getAsLong();
    Instant from = Scan.floor(since, clock.instant());
    refuseTooLong(from);
    wish(from);
    if (!lock.tryLock()) {
      Known known = known(from);
      if (known != null) {
        return known.aged(askedNanos);
      }
      awaitLock();
    }
    try {
      return answer(from).aged(askedNanos);
    } finally {
      lock.unlock();
    }
  }

  private void refuseTooLong(Instant from) {
    TooLong failed = tooLong();
    if (failed != null && !from.isAfter(failed.from())) {
      throw ProblemException.of(
          ProblemCode.TOO_MUCH_TO_COUNT,
          "To count from " + from + " on took too long. Ask for a later time, or try again later.",
          Duration.ofNanos(failed.nanos() + TOO_LONG_STANDS.toNanos() - nanoTime.getAsLong()));
    }
  }

  private @Nullable TooLong tooLong() {
    TooLong failed = tooLong;
    return failed != null && nanoTime.getAsLong() - failed.nanos() < TOO_LONG_STANDS.toNanos()
        ? failed
        : null;
  }

  private void wish(Instant from) {
    synchronized (wishes) {
      if (wishes.size() >= WISHES_MAX && !wishes.containsKey(from)) {
        // The oldest stay: they cover the others.
        wishes.pollLastEntry();
      }
      wishes.put(from, nanoTime.getAsLong());
    }
  }

  private Instant oldestWish(Instant own) {
    TooLong failed = tooLong();
    synchronized (wishes) {
      long now = nanoTime.getAsLong();
      wishes.values().removeIf(asked -> now - asked > WISH_AGE_MAX.toNanos());
      Map.Entry<Instant, Long> oldest =
          failed == null ? wishes.firstEntry() : wishes.higherEntry(failed.from());
      return oldest == null || oldest.getKey().isAfter(own) ? own : oldest.getKey();
    }
  }

  private @Nullable Known known(Instant from) {
    Known known = last;
    if (known == null || known.scan().from().isAfter(from)) {
      return null;
    }
    long age = nanoTime.getAsLong() - known.beginNanos();
    return age <= KNOWN_AGE_MAX.toNanos() ? known : null;
  }

  private void awaitLock() {
    try {
      if (lock.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.of(
        ProblemCode.UNAVAILABLE, "It takes long to count at the moment. Try again.", WAIT_MAX);
  }

  private Known answer(Instant from) {
    long pauseNanos = pauseEndNanos - nanoTime.getAsLong();
    Known known = known(from);
    if (pauseNanos <= 0 || (known == null && pauseNanos <= ADVANCE.toNanos())) {
      return scan(oldestWish(from));
    }
    if (known != null) {
      return known;
    }
    throw ProblemException.of(
        ProblemCode.UNAVAILABLE,
        "Counts are rationed, and the turn of this one has not come. Try again.",
        Duration.ofNanos(pauseNanos - ADVANCE.toNanos()));
  }

  private Known scan(Instant from) {
    long begin = nanoTime.getAsLong();
    long owedNanos = Math.max(0, pauseEndNanos - begin);
    long pauseMaxNanos = PAUSE_MAX.toNanos();
    try {
      Scan scan = source.scan(from, Scan.fineFrom(clock.instant()));
      Known made = new Known(scan, begin);
      last = made;
      return made;
    } catch (ProblemException locked) {
      pauseMaxNanos = PAUSE_LOCKED.toNanos();
      throw locked;
    } catch (ScanTooLongException e) {
      tooLong = new TooLong(from, nanoTime.getAsLong());
      throw ProblemException.of(
          ProblemCode.TOO_MUCH_TO_COUNT,
          "To count from " + from + " on took too long. Ask for a later time, or try again later.",
          PAUSE_MAX);
    } finally {
      // One that fails has cost as much, unless it did nothing but wait.
      long end = nanoTime.getAsLong();
      long pauseNanos = Math.max(PAUSE_MIN.toNanos(), PAUSE_PER_DURATION * (end - begin));
      pauseEndNanos = end + Math.min(pauseMaxNanos, owedNanos + pauseNanos);
    }
  }
}
