package io.paymentdone.payment.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadwayTests {

  private final Headway headway = new Headway();

  @Test
  void isMadeBeyondWhatWasConfirmed() {
    headway.opening(100, 1000);

    assertThat(headway.isMade(0)).isFalse();
    assertThat(headway.isMade(100)).isFalse();
    assertThat(headway.isMade(101)).isTrue();
  }

  @Test
  void isNotMadeByWhatAnEarlierStreamReached() {
    headway.opening(100, 1000);
    headway.reached(500);
    headway.opening(100, 1000);

    assertThat(headway.isMade(500)).isFalse();
    assertThat(headway.isMade(501)).isTrue();
  }

  /** A promoted standby may be behind what its primary confirmed. */
  @Test
  void isMadeWhereNothingIsLeft() {
    headway.opening(1000, 1000);
    assertThat(headway.isMade(1000)).isTrue();

    headway.opening(100, 200);
    assertThat(headway.isMade(199)).isFalse();
    assertThat(headway.isMade(200)).isTrue();
  }
}
