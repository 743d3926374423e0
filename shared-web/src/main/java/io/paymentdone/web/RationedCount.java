package io.paymentdone.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A count that costs a scan: asked anew so rarely that it takes at most 5 % of the time, however
 * often it is wanted. In between, the last answer to the same question stands.
 *
 * @param <Q> question
 * @param <A> answer
 */
public final class RationedCount<Q, A> {

  private static final int PAUSE_PER_DURATION = 19;
  private static final Duration PAUSE_MIN = Duration.ofMillis(200);

  private static final Duration WAIT_MAX = Duration.ofSeconds(3);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Function<Q, A> count;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Q lastQuestion;
  private @Nullable A lastAnswer;
  private long nextNanos;

  /** A count that has not been asked yet. */
  public RationedCount(Function<Q, A> count) {
    this.count = count;
  }

  /**
   * The answer, perhaps an old one. One caller counts, the others wait for it.
   *
   * @throws ProblemException 503 when it was counted in vain a moment ago, or takes too long
   */
  public A get(Q question) {
    if (!tryLock()) {
      throw busy();
    }
    try {
      boolean early = System.nanoTime() - nextNanos < 0;
      A known = lastAnswer;
      if (early && known == null && lastQuestion != null) {
        throw busy();
      }
      return early && known != null && question.equals(lastQuestion) ? known : count(question);
    } finally {
      lock.unlock();
    }
  }

  private boolean tryLock() {
    try {
      return lock.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One that fails has cost as much, and is not tried again at once either. */
  private A count(Q question) {
    long begin = System.nanoTime();
    lastQuestion = question;
    lastAnswer = null;
    try {
      A answer = count.apply(question);
      lastAnswer = answer;
      return answer;
    } finally {
      long end = System.nanoTime();
      nextNanos = end + Math.max(PAUSE_MIN.toNanos(), PAUSE_PER_DURATION * (end - begin));
    }
  }

  private static ProblemException busy() {
    return ProblemException.unavailable(
        "unavailable", "It takes too long to count at the moment. Try again.", RETRY_AFTER);
  }
}
