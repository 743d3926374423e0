package io.paymentdone.benchmarks.load;

import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param sent payments sent, warm-up included
 * @param accepted numbers of the payments answered 201, warm-up included
 * @param acceptedInWindow of them, those answered while it was measured
 * @param window how long it was measured
 * @param latencyMicros of the payments answered 201 in the window, from the intended time of
 *     sending
 * @param problems answers other than 201, and what else went wrong, with their counts
 */
public record LoadResult(
    int sent,
    BitSet accepted,
    long acceptedInWindow,
    Duration window,
    Histogram latencyMicros,
    Map<String, Integer> problems) {

  /** Accepted payments per second of the window. */
  public double ratePerSecond() {
    return acceptedInWindow * 1e9 / window.toNanos();
  }

  /** A percentile of the latency. */
  public double latencyMillis(double percentile) {
    return latencyMicros.getValueAtPercentile(percentile) / 1000.0;
  }
}
