package io.paymentdone.console.lab;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Awaits answers of Kafka, each until a deadline. */
final class LabCalls {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private LabCalls() {}

  /** What was asked; a 503 problem if there is no answer, or if Kafka reports a failure. */
  static <T> T await(KafkaFuture<T> answer, Deadline deadline) {
    try {
      return awaitOrFail(answer, deadline);
    } catch (ExecutionException e) {
      throw unavailable(cause(e));
    }
  }

  /** What was asked; a failure that Kafka reports is thrown to the caller. */
  static <T> T awaitOrFail(KafkaFuture<T> answer, Deadline deadline) throws ExecutionException {
    try {
      return answer.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  /**
   * Returns when Kafka has changed something. A 503 problem says whether Kafka refused it or it is
   * unknown whether Kafka did it; a failure other than a time-out is thrown to the caller.
   */
  static void awaitChange(KafkaFuture<Void> answer, Deadline deadline) throws ExecutionException {
    try {
      var _ = answer.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unknown();
      }
      throw e;
    }
  }

  /** Waits; a 503 problem if the lab ends meanwhile. */
  static void pause(Duration length) {
    try {
      TimeUnit.MILLISECONDS.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private static ProblemException unknown() {
    return ProblemException.of(
        ProblemCode.OUTCOME_UNKNOWN,
        "Kafka did not answer in time, so it is unknown whether it did it. Look before you try"
            + " again.",
        RETRY_AFTER);
  }

  static ProblemException unavailable(Throwable cause) {
    return ProblemException.of(
        ProblemCode.UNAVAILABLE,
        "Kafka did not do it: " + cause.getClass().getSimpleName() + ". Try again.",
        RETRY_AFTER);
  }

  /** What Kafka reports. */
  static Throwable cause(ExecutionException e) {
    return e.getCause() == null ? e : e.getCause();
  }
}
