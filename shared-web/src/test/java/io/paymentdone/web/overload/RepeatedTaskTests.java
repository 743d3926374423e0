package io.paymentdone.web.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RepeatedTaskTests {

  /** What the turns throw, one after the other; nothing when there is no more. */
  private final Queue<Throwable> failures = new ArrayDeque<>();

  /** What the thread's handler has got. */
  private final List<Throwable> handled = new ArrayList<>();

  private final RepeatedTask task = new RepeatedTask("the work", this::failOnce);

  @BeforeEach
  void handle() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> handled.add(failure));
  }

  @AfterEach
  void handleNoMore() {
    Thread.currentThread().setUncaughtExceptionHandler(null);
  }

  @Test
  void outlivesWhateverATurnThrows() throws InterruptedException {
    failures.add(new IllegalStateException("thrown by a test"));
    failures.add(new NoClassDefFoundError("thrown by a test"));

    assertThat(task.attempt()).isFalse();
    assertThat(task.attempt()).isFalse();
    assertThat(task.attempt()).isTrue();
    assertThat(handled).isEmpty();
  }

  @Test
  void isRunAgainByAScheduler() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(3);
    RepeatedTask failing =
        new RepeatedTask(
            "the work",
            () -> {
              runs.countDown();
              throw new NoClassDefFoundError("thrown by a test");
            });
    try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor()) {
      var _ = scheduler.scheduleWithFixedDelay(failing, 0, 10, TimeUnit.MILLISECONDS);

      assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Also one that somebody has wrapped. */
  @Test
  void passesAnOutOfMemoryErrorToTheThreadsHandler() throws InterruptedException {
    OutOfMemoryError bare = new OutOfMemoryError("thrown by a test");
    IllegalStateException wrapped = new IllegalStateException(new OutOfMemoryError());
    failures.add(bare);
    failures.add(wrapped);

    assertThat(task.attempt()).isFalse();
    assertThat(task.attempt()).isFalse();

    assertThat(handled).containsExactly(bare, wrapped);
  }

  @Test
  void leavesAnInterruptToTheThread() {
    failures.add(new InterruptedException());
    failures.add(new InterruptedException());

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(task::attempt);
    task.run();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void hasOneLineForManyEqualFailures(CapturedOutput log) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      failures.add(new IllegalStateException("failure " + i));
      assertThat(task.attempt()).isFalse();
    }

    assertThat(log.getAll()).containsOnlyOnce("the work failed and is tried again");
  }

  private void failOnce() throws InterruptedException {
    switch (failures.poll()) {
      case null -> {}
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }
}
