package io.paymentdone.console.receiver;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last answer to a question that is asked when somebody wants to know, once a second at most.
 */
final class CachedAnswer<T> {

  private static final Duration AGE_MAX = Duration.ofSeconds(1);

  private final Supplier<T> question;
  private final LongSupplier nanoTime;
  private @Nullable T last;
  private long answeredAt;

  CachedAnswer(Supplier<T> question, LongSupplier nanoTime) {
    this.question = question;
    this.nanoTime = nanoTime;
  }

  synchronized T get() {
    T known = last;
    if (known != null && nanoTime.getAsLong() - answeredAt < AGE_MAX.toNanos()) {
      return known;
    }
    T answer = question.get();
    last = answer;
    answeredAt = nanoTime.getAsLong();
    return answer;
  }

  /** Has the next {@link #get} ask. */
  synchronized void forget() {
    last = null;
  }
}
