package io.paymentdone.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTests {

  @Test
  void medianOfOddCountIsTheMiddleOne() {
    assertThat(samples(9, 1, 5).median()).isEqualTo(5);
  }

  @Test
  void medianOfEvenCountIsBetweenTheMiddleTwo() {
    assertThat(samples(9, 1, 5, 6).median()).isEqualTo(5.5);
  }

  @Test
  void showsRangeOfSeveralRoundsOnly() {
    assertThat(samples(1234.4).text(0)).isEqualTo("1 234");
    assertThat(samples(1.5, 0.5, 1.0).text(1)).isEqualTo("1.0 (0.5–1.5)");
  }

  @Test
  void showsThatNothingWasMeasured() {
    assertThat(samples().text(0)).isEqualTo("–");
  }

  private static Samples samples(double... values) {
    Samples samples = new Samples();
    for (double value : values) {
      samples.add(value);
    }
    return samples;
  }
}
