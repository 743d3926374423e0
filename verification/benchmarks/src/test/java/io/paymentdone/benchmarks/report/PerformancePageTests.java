package io.paymentdone.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PerformancePageTests {

  @Test
  void replacesOnlyItsOwnPart() {
    String page =
        PerformancePage.replaced(
            PerformancePage.replaced("# Performance\n", "a", "old\n"), "b", "other\n");

    String written = PerformancePage.replaced(page + "By hand.\n", "a", "new\n");

    assertThat(written).doesNotContain("old").contains("new", "other").endsWith("By hand.\n");
    assertThat(written.indexOf("new")).isLessThan(written.indexOf("other"));
  }

  @Test
  void writingTheSameTwiceChangesNothing() {
    String once = PerformancePage.replaced("# Performance\n", "a", "part\n");

    assertThat(PerformancePage.replaced(once, "a", "part\n")).isEqualTo(once);
  }
}
