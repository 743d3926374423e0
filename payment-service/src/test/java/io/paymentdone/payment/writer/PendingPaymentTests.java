package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PendingPaymentTests {

  private static final PaymentOrder ORDER =
      new PaymentOrder("anonymous", null, "user1", 1, "EUR", null, null, "");

  private final PendingPayment payment = new PendingPayment(ORDER, Duration.ZERO);

  @Test
  void isNeverWrittenOnceItsRequestGaveUp() {
    assertThat(payment.giveUp()).isEqualTo(Outcome.Failure.UNAVAILABLE);
    assertThat(payment.claim()).isFalse();
  }

  @Test
  void hasAnUnknownOutcomeWhenABatchHasClaimedIt() {
    assertThat(payment.claim()).isTrue();
    assertThat(payment.giveUp()).isEqualTo(Outcome.Failure.UNKNOWN);
  }

  @Test
  void isKnownNotToBeWrittenWhenItsBatchPutItBack() {
    payment.claim();
    payment.release();

    assertThat(payment.giveUp()).isEqualTo(Outcome.Failure.UNAVAILABLE);
  }

  @Test
  void isClaimedOnce() {
    assertThat(payment.claim()).isTrue();
    assertThat(payment.claim()).isFalse();
  }

  @Test
  void keepsItsFirstOutcome() throws InterruptedException {
    payment.complete(Outcome.Failure.KEY_REUSED);
    payment.complete(WriteFailure.UNKNOWN.outcome());

    assertThat(payment.await()).isEqualTo(Outcome.Failure.KEY_REUSED);
    assertThat(payment.giveUp()).isEqualTo(Outcome.Failure.KEY_REUSED);
  }
}
