package io.paymentdone.console.lab;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Awaits answers of Kafka, each for a bounded time. */
final class LabCalls {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private LabCalls() {}

  /** The answer; a 503 problem if there is none, or if Kafka reports a failure. */
  static <T> T await(KafkaFuture<T> answer) {
    try {
      return awaitOrFail(answer);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The answer; a failure that Kafka reports is thrown to the caller. */
  static <T> T awaitOrFail(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  static ProblemException unavailable(Throwable cause) {
    return ProblemException.of(
        ProblemCode.UNAVAILABLE,
        "Kafka did not do it: " + cause.getClass().getSimpleName() + ". Try again.",
        Duration.ofSeconds(2));
  }
}
