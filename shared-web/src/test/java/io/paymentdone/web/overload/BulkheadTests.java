package io.paymentdone.web.overload;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class BulkheadTests {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void refusesAtOnceWhoeverFindsNoRoomToWait() throws Exception {
    Bulkhead bulkhead = new Bulkhead(2, 3, LONG);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?>[] admitted = new Future<?>[5];
      for (int i = 0; i < admitted.length; i++) {
        admitted[i] = callers.submit(() -> bulkhead.call(this::work));
      }
      await().atMost(10, SECONDS).until(() -> bulkhead.admitted() == 5);

      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> bulkhead.call(this::work))
          .satisfies(problem -> {
            assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(problem.code()).isEqualTo("overloaded");
            assertThat(problem.retryAfter()).isNotNull();
          });
      assertThat(bulkhead.refused()).isOne();

      end.countDown();
      for (Future<?> one : admitted) {
        assertThat(one.get(10, SECONDS)).isEqualTo("done");
      }
    }
    assertThat(bulkhead.admitted()).isZero();
  }

  @Test
  void refusesWhoeverWaitsTooLong() throws Exception {
    Bulkhead bulkhead = new Bulkhead(1, 1, Duration.ofMillis(50));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first = callers.submit(() -> bulkhead.call(this::work));
      await().atMost(10, SECONDS).until(() -> bulkhead.admitted() == 1);

      assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> bulkhead.call(this::work));

      end.countDown();
      assertThat(first.get(10, SECONDS)).isEqualTo("done");
    }
  }

  @Test
  void hasRoomAgainAfterWorkThatFails() {
    Bulkhead bulkhead = new Bulkhead(1, 0, LONG);
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() ->
              bulkhead.call(() -> {
                throw new IllegalStateException("expected");
              }));
    }
    assertThat(bulkhead.admitted()).isZero();
  }

  private String work() {
    try {
      return end.await(1, MINUTES) ? "done" : "hung";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
