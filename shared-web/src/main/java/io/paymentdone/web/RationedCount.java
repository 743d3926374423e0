package io.paymentdone.web;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A count that costs a scan: made so rarely that it takes at most 5 % of the time, however often it
 * is wanted and however many questions there are. In between, the last answer to the same question
 * stands, for 30 s at most.
 *
 * <p>Each count is followed by a pause of 19 times its duration. A question without an answer need
 * not wait for the last 2 s of it: they are added to the next pause, so that one who asks something
 * new is not refused because others ask too. No pause is longer than 30 s: counts that take more
 * than 1.5 s, such as those that run into a time-out, may take more than their share.
 *
 * @param <Q> question
 * @param <A> answer
 */
public final class RationedCount<Q, A> {

  private static final int PAUSE_PER_DURATION = 19;
  private static final Duration PAUSE_MIN = Duration.ofMillis(200);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
  private static final Duration ADVANCE = Duration.ofSeconds(2);

  private static final Duration WAIT_MAX = Duration.ofSeconds(3);

  private static final int KNOWN_MAX = 16;
  private static final Duration KNOWN_AGE_MAX = Duration.ofSeconds(30);

  private final Function<Q, A> count;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  /** Also read by those who do not hold the lock. */
  private final Map<Q, Known<A>> known = Collections.synchronizedMap(new LastUsed<>());

  private long pauseEndNanos;

  /** A count that has not been asked yet. */
  public RationedCount(Function<Q, A> count) {
    this(count, System::nanoTime);
  }

  RationedCount(Function<Q, A> count, LongSupplier nanoTime) {
    this.count = count;
    this.nanoTime = nanoTime;
    this.pauseEndNanos = nanoTime.getAsLong();
  }

  /**
   * The answer, perhaps an old one. One caller counts; the others wait for it unless they can have
   * an old answer.
   *
   * @throws ProblemException 503 when its turn has not come, or when another count takes too long
   */
  public A get(Q question) {
    if (!lock.tryLock()) {
      Known<A> recent = recent(question);
      if (recent != null && recent.answer() != null) {
        return recent.answer();
      }
      awaitLock();
    }
    try {
      return answer(question);
    } finally {
      lock.unlock();
    }
  }

  private void awaitLock() {
    try {
      if (lock.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.unavailable(
        "unavailable", "It takes long to count at the moment. Try again.", WAIT_MAX);
  }

  private A answer(Q question) {
    long pauseNanos = pauseEndNanos - nanoTime.getAsLong();
    if (pauseNanos <= 0) {
      return count(question);
    }
    Known<A> recent = recent(question);
    if (recent == null) {
      if (pauseNanos <= ADVANCE.toNanos()) {
        return count(question);
      }
      throw tooEarly(pauseNanos - ADVANCE.toNanos());
    }
    if (recent.answer() == null) {
      throw tooEarly(pauseNanos);
    }
    return recent.answer();
  }

  private @Nullable Known<A> recent(Q question) {
    Known<A> last = known.get(question);
    return last != null && nanoTime.getAsLong() - last.nanos() <= KNOWN_AGE_MAX.toNanos()
        ? last
        : null;
  }

  /** One that fails has cost as much. It is not made in advance again: others come before it. */
  private A count(Q question) {
    long begin = nanoTime.getAsLong();
    long owedNanos = Math.max(0, pauseEndNanos - begin);
    A answer = null;
    try {
      answer = count.apply(question);
      return answer;
    } finally {
      long end = nanoTime.getAsLong();
      known.put(question, new Known<>(answer, end));
      long pauseNanos = Math.max(PAUSE_MIN.toNanos(), PAUSE_PER_DURATION * (end - begin));
      pauseEndNanos = end + Math.min(PAUSE_MAX.toNanos(), owedNanos + pauseNanos);
    }
  }

  private static ProblemException tooEarly(long nanos) {
    return ProblemException.unavailable(
        "unavailable",
        "Counts are rationed, and the turn of this one has not come. Try again.",
        Duration.ofNanos(nanos));
  }

  /**
   * What a count came to.
   *
   * @param answer null when it failed
   * @param nanos when
   */
  private record Known<A>(@Nullable A answer, long nanos) {}

  /** What was asked for last; whoever asks something new again and again displaces himself. */
  private static final class LastUsed<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    LastUsed() {
      super(KNOWN_MAX, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > KNOWN_MAX;
    }
  }
}
