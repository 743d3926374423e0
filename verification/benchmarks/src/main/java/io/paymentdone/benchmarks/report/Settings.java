package io.paymentdone.benchmarks.report;

import java.time.Duration;
import java.util.List;

/**
 * How much to measure.
 *
 * @param rounds of which medians are taken
 * @param window how long a rate is measured
 * @param connections numbers of connections to measure with
 * @param stored numbers of stored payments to measure with, the smallest first
 */
public record Settings(
    int rounds, Duration window, List<Integer> connections, List<Integer> stored) {

  /** How long it runs before it is measured. */
  public Duration warmUp() {
    return window.dividedBy(2);
  }
}
