package io.paymentdone.console.group;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls to Kafka of one HTTP request, with a common deadline; a call that is not answered in
 * time becomes a 503 problem {@code unavailable}.
 */
public final class KafkaCalls {

  /** Time for all calls of one request together. */
  static final Duration TIMEOUT = Duration.ofMillis(2500);

  private static final Logger log = LoggerFactory.getLogger(KafkaCalls.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Duration LOG_PAUSE = Duration.ofSeconds(10);
  private static final AtomicLong loggedNanos =
      new AtomicLong(System.nanoTime() - 2 * LOG_PAUSE.toNanos());

  private final long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();

  /** The answer; throws a problem if there is none. */
  public <T> T await(KafkaFuture<T> answer) {
    try {
      return awaitOrFail(answer);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The answer; a failure that Kafka reports is thrown to the caller. */
  public <T> T awaitOrFail(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  /** The problem of a call that has no answer; logged now and then. */
  public static ProblemException unavailable(Throwable cause) {
    boolean refused =
        cause instanceof AuthorizationException || cause instanceof AuthenticationException;
    long now = System.nanoTime();
    long logged = loggedNanos.get();
    // Every watched group and every page calls Kafka: one log line is enough for all of them.
    if (now - logged > LOG_PAUSE.toNanos() && loggedNanos.compareAndSet(logged, now)) {
      log.warn("Kafka {}: {}", refused ? "refuses" : "does not answer", cause.toString());
    }
    return ProblemException.of(
        ProblemCode.UNAVAILABLE,
        refused
            ? "Kafka refuses this to the console, whose log says which right is missing."
            : "Kafka does not answer; the page shows this again once Kafka answers.",
        RETRY_AFTER);
  }
}
