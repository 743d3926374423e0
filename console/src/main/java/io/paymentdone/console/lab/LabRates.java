package io.paymentdone.console.lab;

/** How many records of each partition are handled in a second. */
final class LabRates {

  private final LabCounts counts;
  private final long[] before;
  private final double[] perSecond;
  private long measuredNanos = System.nanoTime();

  LabRates(int partitions, LabCounts counts) {
    this.counts = counts;
    before = new long[partitions];
    perSecond = new double[partitions];
  }

  /** Measures since the last call. */
  synchronized void measure() {
    long now = System.nanoTime();
    double seconds = (now - measuredNanos) / 1e9;
    measuredNanos = now;
    for (int partition = 0; partition < before.length; partition++) {
      long total = counts.handlings(partition);
      perSecond[partition] = Math.round((total - before[partition]) / seconds * 10) / 10.0;
      before[partition] = total;
    }
  }

  synchronized double perSecond(int partition) {
    return perSecond[partition];
  }
}
