package io.paymentdone.benchmarks.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountsTests {

  private static final Counts RIGHT = new Counts(10, 0, 10, 0, 0, 10, 0, 10, 0);

  @Test
  void agreesWhenAllIsEverywhereOnce() {
    assertThat(RIGHT.agree()).isTrue();
  }

  @Test
  void agreesWhenUnansweredPaymentIsEverywhere() {
    assertThat(new Counts(9, 1, 10, 0, 0, 10, 0, 10, 0).agree()).isTrue();
  }

  @Test
  void objectsToLostPayment() {
    assertThat(new Counts(10, 0, 9, 0, 1, 9, 0, 9, 0).agree()).isFalse();
  }

  @Test
  void objectsToPaymentThatWasNotSent() {
    assertThat(new Counts(9, 0, 10, 0, 0, 10, 0, 10, 0).agree()).isFalse();
  }

  @Test
  void objectsToKeyStoredTwice() {
    assertThat(new Counts(9, 1, 10, 1, 0, 10, 0, 10, 0).agree()).isFalse();
  }

  @Test
  void objectsToRecordTwiceOnTopic() {
    assertThat(new Counts(10, 0, 10, 0, 0, 11, 0, 10, 0).agree()).isFalse();
  }

  @Test
  void objectsToMissingFeedEntry() {
    assertThat(new Counts(10, 0, 10, 0, 0, 10, 0, 9, 1).agree()).isFalse();
  }

  @Test
  void aWrongCountStaysWrongInTheSum() {
    assertThat(RIGHT.plus(new Counts(10, 0, 9, 0, 1, 9, 0, 9, 0)).agree()).isFalse();
  }
}
