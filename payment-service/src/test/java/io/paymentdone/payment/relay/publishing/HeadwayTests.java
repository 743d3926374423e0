package io.paymentdone.payment.relay.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadwayTests {

  private final Headway headway = new Headway();

  @Test
  void isMadeByAPaymentThatNoEarlierStreamBroughtSoFar() {
    headway.opening(1000);
    assertThat(headway.isMadeBySeq(0)).isFalse();
    assertThat(headway.isMadeBySeq(7)).isTrue();

    headway.reached(7);
    headway.opening(1000);
    assertThat(headway.isMadeBySeq(7)).isFalse();
    assertThat(headway.isMadeBySeq(8)).isTrue();
  }

  /** Whatever position an earlier stream reached: a promoted standby may be behind it. */
  @Test
  void isMadeWhereNothingIsLeft() {
    headway.opening(1000);
    assertThat(headway.isMadeByLsn(999)).isFalse();
    assertThat(headway.isMadeByLsn(1000)).isTrue();

    headway.opening(200);
    assertThat(headway.isMadeByLsn(200)).isTrue();
  }
}
