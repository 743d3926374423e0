package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTests {

  private static final PaymentOrder ORDER =
      new PaymentOrder("anonymous", null, "user1", 1, "EUR", null, null, "");

  private final Deadlines deadlines = new Deadlines();

  @AfterEach
  void stop() {
    deadlines.stop();
  }

  @Test
  void givesUpWhatIsOverdueAndNothingElse() throws InterruptedException {
    PendingPayment overdue = new PendingPayment(ORDER, Duration.ofMillis(50));
    PendingPayment waiting = new PendingPayment(ORDER, Duration.ofHours(1));
    deadlines.watch(overdue);
    deadlines.watch(waiting);

    deadlines.start();
    await().atMost(Duration.ofSeconds(5)).until(overdue::isDone);

    assertThat(overdue.await()).isEqualTo(Outcome.Failure.UNAVAILABLE);
    assertThat(waiting.isDone()).isFalse();
    waiting.complete(Outcome.Failure.KEY_REUSED);
  }

  /** Nothing else would end the wait of any request. */
  @Test
  void givesUpWhatIsOverdueAfterAnError() {
    PendingPayment broken = mock(PendingPayment.class);
    when(broken.isDone()).thenThrow(new StackOverflowError("thrown by a test")).thenReturn(true);
    PendingPayment overdue = new PendingPayment(ORDER, Duration.ofMillis(50));
    deadlines.watch(broken);
    deadlines.watch(overdue);

    deadlines.start();

    await().atMost(Duration.ofSeconds(5)).until(overdue::isDone);
  }
}
