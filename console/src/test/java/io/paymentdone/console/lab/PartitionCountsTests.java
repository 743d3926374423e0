package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionCountsTests {

  private final PartitionCounts counts = new PartitionCounts(100);

  @Test
  void countsEachOffsetOnce() {
    assertThat(counts.handled(100)).isTrue();
    assertThat(counts.handled(100)).isFalse();
    assertThat(counts.handled(100)).isFalse();
    assertThat(counts.handled(101)).isTrue();

    assertThat(counts.handled()).isEqualTo(2);
    assertThat(counts.handledTwice()).isEqualTo(1);
  }

  @Test
  void countsWhatWasNotHandled() {
    counts.handled(101);
    counts.absent(103, 105);

    assertThat(counts.notHandled(0, 100)).isZero();
    assertThat(counts.notHandled(0, 103)).isEqualTo(2);
    assertThat(counts.notHandled(101, 106)).isEqualTo(2);
    assertThat(counts.handled()).isEqualTo(1);
  }

  @Test
  void countsNothingOutsideOfItsBound() {
    assertThat(counts.handled(99)).isFalse();
    assertThat(counts.handled(100 + PartitionCounts.OFFSETS_MAX)).isFalse();

    assertThat(counts.handled()).isZero();
    assertThat(counts.notHandled(0, Long.MAX_VALUE)).isEqualTo(PartitionCounts.OFFSETS_MAX);
  }

  @Test
  void leavesOutWhatOthersHaveCommitted() {
    counts.handled(101);
    counts.foreign(0, 104);

    assertThat(counts.foreign()).isEqualTo(3);
    assertThat(counts.notHandled(0, 106)).isEqualTo(2);
    counts.handled(102);
    assertThat(counts.foreign()).isEqualTo(2);
    assertThat(counts.notHandled(0, 106)).isEqualTo(2);
  }

  @Test
  void knowsThatItDoesNotCountAll() {
    assertThat(counts.isCapped(100 + PartitionCounts.OFFSETS_MAX)).isFalse();
    assertThat(counts.isCapped(101 + PartitionCounts.OFFSETS_MAX)).isTrue();
  }
}
