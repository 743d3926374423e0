package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabEndingTests {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final LabEnding ending = new LabEnding();
  private final AtomicInteger ends = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hasOneResult(boolean gone) {
    assertThat(ending.isOver()).isFalse();
    assertThat(end(gone)).isEqualTo(gone);
    assertThat(end(!gone)).isEqualTo(gone);

    assertThat(ends).hasValue(1);
    assertThat(ending.isOver()).isTrue();
  }

  @Test
  void isNotOverBeforeTheFirstOneHasEndedIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> first =
        async(() ->
            ending.run(
                LONG,
                LONG,
                () -> {
                  begun.countDown();
                  await(goOn);
                  return true;
                }));
    await(begun);

    assertThat(ending.run(Duration.ofMillis(50), LONG, () -> true)).isFalse();
    assertThat(ending.isOver()).isFalse();
    goOn.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(end(false)).isTrue();
  }

  @Test
  void allowsNoChangeOnceItHasBegun() {
    assertThat(ending.unlessBegun(() -> "moved")).isEqualTo("moved");
    assertThat(end(true)).isTrue();

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> ending.unlessBegun(() -> "moved"));
  }

  @Test
  void waitsForAChangeThatIsUnderWay() throws Exception {
    CountDownLatch changing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<String> change =
        async(() ->
            ending.unlessBegun(() -> {
              changing.countDown();
              await(goOn);
              return ends.get() == 0 ? "before the end" : "after the end";
            }));
    await(changing);
    CompletableFuture<Boolean> end = async(() -> end(true));
    TimeUnit.MILLISECONDS.sleep(100);
    goOn.countDown();

    assertThat(change.get(30, TimeUnit.SECONDS)).isEqualTo("before the end");
    assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void takesEachStep() {
    assertThatCode(() ->
            LabEnding.step(() -> {
              throw new OutOfMemoryError("of the test");
            }))
        .doesNotThrowAnyException();
  }

  private boolean end(boolean gone) {
    return ending.run(
        LONG,
        LONG,
        () -> {
          ends.incrementAndGet();
          return gone;
        });
  }

  /** On a thread of its own: a pool may have one only. */
  private static <T> CompletableFuture<T> async(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, run -> Thread.ofPlatform().daemon().start(run));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
