package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PendingPaymentTests {

  private static final PaymentOrder ORDER =
      new PaymentOrder("anonymous", null, "user1", 1, "EUR", null, "");

  private final PendingPayment payment = new PendingPayment(ORDER, Duration.ZERO);

  @Test
  void isNeverWrittenOnceItsRequestGaveUp() {
    assertThat(payment.giveUp().name()).isEqualTo("unavailable");
    assertThat(payment.claim()).isFalse();
  }

  @Test
  void hasAnUnknownOutcomeWhenABatchHasClaimedIt() {
    assertThat(payment.claim()).isTrue();
    assertThat(payment.giveUp().name()).isEqualTo("outcome-unknown");
  }

  @Test
  void isKnownNotToBeWrittenWhenItsBatchPutItBack() {
    payment.claim();
    payment.release();

    assertThat(payment.giveUp().name()).isEqualTo("unavailable");
  }

  @Test
  void isClaimedOnce() {
    assertThat(payment.claim()).isTrue();
    assertThat(payment.claim()).isFalse();
  }

  @Test
  void keepsItsFirstOutcome() throws InterruptedException {
    payment.complete(new Outcome.KeyReused());
    payment.complete(WriteFailure.UNKNOWN.outcome());

    assertThat(payment.await()).isEqualTo(new Outcome.KeyReused());
    assertThat(payment.giveUp()).isEqualTo(new Outcome.KeyReused());
  }
}
