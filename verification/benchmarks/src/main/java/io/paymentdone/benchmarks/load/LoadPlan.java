package io.paymentdone.benchmarks.load;

import java.time.Duration;

/**
 * How to load.
 *
 * @param port of the service on 127.0.0.1
 * @param connections kept open
 * @param ratePerSecond payments per second at times that do not depend on answers (open model); 0:
 *     each connection sends when it has its answer (closed model)
 * @param warmUp sent before it is measured
 * @param window how long it is measured
 */
public record LoadPlan(
    int port, int connections, int ratePerSecond, Duration warmUp, Duration window) {

  /** As fast as so many connections are answered. */
  public static LoadPlan closed(int port, int connections, Duration warmUp, Duration window) {
    return new LoadPlan(port, connections, 0, warmUp, window);
  }

  /** At a rate. */
  public static LoadPlan open(
      int port, int connections, int ratePerSecond, Duration warmUp, Duration window) {
    return new LoadPlan(port, connections, ratePerSecond, warmUp, window);
  }

  boolean isOpen() {
    return ratePerSecond > 0;
  }

  long endNanos(long begin) {
    return begin + warmUp.toNanos() + window.toNanos();
  }
}
