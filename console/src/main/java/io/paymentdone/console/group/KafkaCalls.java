package io.paymentdone.console.group;

import io.paymentdone.web.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for Kafka's answers to one HTTP request, all of them together within {@link #TIMEOUT}; what
 * does not come is a 503 problem {@code unavailable}.
 */
final class KafkaInquiry {

  /** For all questions of one request. */
  static final Duration TIMEOUT = Duration.ofMillis(2500);

  private static final Logger log = LoggerFactory.getLogger(KafkaInquiry.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Duration TELL_PAUSE = Duration.ofSeconds(10);
  private static final AtomicLong toldNanos =
      new AtomicLong(System.nanoTime() - 2 * TELL_PAUSE.toNanos());

  private final long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();

  /** The answer, or its absence as a problem. */
  <T> T await(KafkaFuture<T> answer) {
    try {
      return awaitOrFail(answer);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The answer; a failure that Kafka reported is left to the caller. */
  <T> T awaitOrFail(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  static ProblemException unavailable(Throwable cause) {
    long now = System.nanoTime();
    long told = toldNanos.get();
    // Each watched group asks, and each page: one line is enough for all.
    if (now - told > TELL_PAUSE.toNanos() && toldNanos.compareAndSet(told, now)) {
      log.warn("Kafka gave no answer: {}", cause.toString());
    }
    return ProblemException.unavailable(
        "unavailable", "Kafka does not answer; the view returns when it does.", RETRY_AFTER);
  }
}
