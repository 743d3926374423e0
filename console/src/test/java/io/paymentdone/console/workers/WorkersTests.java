package io.paymentdone.console.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class WorkersTests {

  private final Workers workers = new Workers(new SimpleMeterRegistry());
  private final WorkersHealthIndicator health = new WorkersHealthIndicator(workers);

  @Test
  void continuesAfterAnyThrowableAndReportsTheFailure() {
    AtomicInteger turns = new AtomicInteger();
    AtomicBoolean broken = new AtomicBoolean(true);
    Worker worker =
        workers.start(
            "reader",
            () -> {
              if (broken.get()) {
                if (turns.incrementAndGet() == 1) {
                  throw new OutOfMemoryError("Java heap space");
                }
                throw new IllegalStateException("\u009b31m again");
              }
              TimeUnit.MILLISECONDS.sleep(10);
            });

    await().atMost(Duration.ofSeconds(30)).until(() -> turns.get() > 1);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(workers.all())
                .singleElement()
                .satisfies(status -> {
                  assertThat(status.running()).isFalse();
                  assertThat(status.since()).isNotNull();
                  assertThat(status.reason()).contains("\\u{9b}31m again");
                }));
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.health().getDetails()).containsKey("reader");
    assertThat(Readers.of(workers.all()).note()).contains("reader has failed since");

    broken.set(false);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> health.health().getStatus().equals(Status.UP));
    assertThat(Readers.of(workers.all()).note()).isNull();
    workers.end(worker);
    assertThat(workers.all()).isEmpty();
  }

  @Test
  void endsBetweenTurns() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Worker worker = workers.start("ends", begun::countDown);
    begun.await();

    workers.end(worker);
    worker.join(Duration.ofSeconds(30));

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("ends");
  }
}
