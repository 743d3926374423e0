package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.localstack.StartPlan.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StartPlanTests {

  private final StartPlan plan =
      new StartPlan(new Terminal(new PrintStream(new ByteArrayOutputStream()), false));

  @Test
  void startsEachStepAfterThoseItWaitsFor() {
    List<String> order = new CopyOnWriteArrayList<>();
    Step kafka = plan.step("Kafka", "", () -> order.add("Kafka"));
    Step topics = plan.step("topics", "", () -> order.add("topics"), kafka);
    plan.step("service", "", () -> order.add("service"), kafka, topics);

    plan.run();

    assertThat(order).containsExactly("Kafka", "topics", "service");
  }

  @Test
  void startsWhatDoesNotWaitAtTheSameTime() {
    CountDownLatch both = new CountDownLatch(2);
    plan.step("one", "", () -> meet(both));
    plan.step("other", "", () -> meet(both));

    plan.run();

    assertThat(both.getCount()).isZero();
  }

  private static void meet(CountDownLatch both) throws InterruptedException {
    both.countDown();
    both.await();
  }

  @Test
  void failsWithTheFirstFailureAndStartsNothingBehindIt() {
    List<String> order = new CopyOnWriteArrayList<>();
    Step broken =
        plan.step(
            "PostgreSQL",
            "",
            () -> {
              throw new IOException("disk full");
            });
    plan.step("service", "", () -> order.add("service"), broken);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(plan::run)
        .withMessage("PostgreSQL did not start: disk full");
    assertThat(order).isEmpty();
  }
}
