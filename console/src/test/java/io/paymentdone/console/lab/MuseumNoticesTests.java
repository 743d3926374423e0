package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class MuseumNoticesTests {

  private final MuseumNotices notices = new MuseumNotices();

  @Test
  void countsAPaymentThatComesAgainOnce() {
    MuseumPayment payment = payment(1, "ana", 5);
    for (int i = 0; i < 3; i++) {
      notices.notice(payment);
    }

    assertThat(notices.payments()).isEqualTo(1);
    assertThat(notices.doubled()).isEqualTo(1);
    assertThat(notices.outOfOrder()).isZero();
  }

  @Test
  void countsEachPaymentThatALaterOneOfItsUserOvertakes() {
    notices.notice(payment(1, "ana", 5));
    notices.notice(payment(2, "ana", 9));
    notices.notice(payment(3, "eve", 1));
    assertThat(notices.outOfOrder()).isZero();

    notices.notice(payment(4, "ana", 7));
    notices.notice(payment(5, "ana", 8));
    notices.notice(payment(6, "ana", 10));

    assertThat(notices.outOfOrder()).isEqualTo(2);
    assertThat(notices.doubled()).isZero();
  }

  /** A payment that comes again was told of in its place. */
  @Test
  void doesNotCountARepeatedPaymentAsOutOfOrder() {
    notices.notice(payment(1, "ana", 5));
    notices.notice(payment(2, "ana", 6));
    notices.notice(payment(1, "ana", 5));

    assertThat(notices.outOfOrder()).isZero();
    assertThat(notices.doubled()).isEqualTo(1);
  }

  @Test
  void countsNoMorePaymentsThanItHasRoomFor() {
    for (int n = 0; n <= PaymentIds.IDS_MAX; n++) {
      notices.notice(payment(n, "user" + n, 0));
    }

    assertThat(notices.payments()).isEqualTo(PaymentIds.IDS_MAX);
    assertThat(notices.isFull()).isTrue();
    notices.notice(payment(0, "user0", 0));
    assertThat(notices.doubled()).isEqualTo(1);
  }

  private static MuseumPayment payment(int n, String user, long order) {
    return new MuseumPayment(new UUID(0, n), user, order);
  }
}
