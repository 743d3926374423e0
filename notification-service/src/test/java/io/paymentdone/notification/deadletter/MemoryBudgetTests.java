package io.paymentdone.notification.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.web.problem.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MemoryBudgetTests {

  private final MemoryBudget budget = new MemoryBudget();

  @Test
  void refusesWorkThatExceedsTheBudget() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    CompletableFuture<Integer> large =
        CompletableFuture.supplyAsync(() ->
            budget.within(
                1_000_000_000,
                () -> {
                  begun.countDown();
                  await(held);
                  return 1;
                }));
    begun.await();

    assertThatThrownBy(() -> budget.within(1, () -> 2))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.status().value()).isEqualTo(503);
              assertThat(problem.retryAfter()).isNotNull();
            });
    held.countDown();
    assertThat(large.get()).isEqualTo(1);
    assertThat(budget.within(1, () -> 3)).isEqualTo(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
