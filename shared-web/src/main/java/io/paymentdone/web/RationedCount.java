package io.paymentdone.web;

import java.time.Duration;
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

  private final Function<Q, A> count;
  private @Nullable Q lastQuestion;
  private @Nullable A lastAnswer;
  private long nextNanos;

  /** A count that has not been asked yet. */
  public RationedCount(Function<Q, A> count) {
    this.count = count;
  }

  /** The answer, perhaps an old one. One caller counts, the others wait for it. */
  public synchronized A get(Q question) {
    A known = lastAnswer;
    if (known != null && question.equals(lastQuestion) && System.nanoTime() - nextNanos < 0) {
      return known;
    }
    long begin = System.nanoTime();
    A answer = count.apply(question);
    long end = System.nanoTime();
    nextNanos = end + Math.max(PAUSE_MIN.toNanos(), PAUSE_PER_DURATION * (end - begin));
    lastQuestion = question;
    lastAnswer = answer;
    return answer;
  }
}
