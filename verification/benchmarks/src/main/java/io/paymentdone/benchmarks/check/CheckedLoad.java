package io.paymentdone.benchmarks.check;

import io.paymentdone.benchmarks.load.AcceptedListener;
import io.paymentdone.benchmarks.load.HttpLoad;
import io.paymentdone.benchmarks.load.LoadPlan;
import io.paymentdone.benchmarks.load.LoadResult;
import io.paymentdone.benchmarks.load.PaymentRequests;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.stack.CpuTimes;
import io.paymentdone.benchmarks.stack.Stack;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Loads one service, follows its payments to the feed and counts them.
 *
 * @param port of the service
 * @param database that has its payments
 */
public record CheckedLoad(Stack stack, int port, String database) {

  private static final int WARM_UP_CONNECTIONS = 64;
  private static final int WARM_UP_STEPS_MAX = 20;
  private static final double STILL_FASTER = 1.08;

  /** One may be slow by chance, and some while the compilers, which share the cores, catch up. */
  private static final int NO_FASTER_STEPS = 4;

  /** Loads it. */
  public Loaded run(String keyPrefix, LoadPlan plan, AcceptedListener listener)
      throws SQLException {
    Arrivals arrivals = Arrivals.watch(stack, database);
    CpuTimes before = stack.cpu();
    LoadResult result =
        HttpLoad.run(plan, PaymentRequests.to(port, "/payments", keyPrefix), listener);
    Duration drain = arrivals.awaitInFeed(result.accepted().cardinality());
    Map<String, Double> cpuMicros = stack.cpu().microsPer(result.accepted().cardinality(), before);
    return new Loaded(result, drain, cpuMicros, arrivals.count(result, keyPrefix));
  }

  /** Loads it until it gets no faster: until the JVM has compiled what the load runs. */
  public void warmUp(String what, Duration step, Progress progress) throws SQLException {
    LoadPlan plan = LoadPlan.closed(port, WARM_UP_CONNECTIONS, Duration.ZERO, step);
    double best = 0;
    int noFaster = 0;
    for (int i = 1; i <= WARM_UP_STEPS_MAX && noFaster < NO_FASTER_STEPS; i++) {
      double rate =
          run("warm-up-" + database + "-" + i + "-", plan, AcceptedListener.NONE)
              .result()
              .ratePerSecond();
      progress.say(
          String.format(Locale.ROOT, "warming up %s: %s/s", what, Samples.number(rate, 0)));
      noFaster = rate < best * STILL_FASTER ? noFaster + 1 : 0;
      best = Math.max(best, rate);
    }
  }
}
