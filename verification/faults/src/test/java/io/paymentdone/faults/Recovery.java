package io.paymentdone.faults;

import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.faults.load.Attempt;
import io.paymentdone.faults.load.Outcome;
import io.paymentdone.servers.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** I8: within 60 s of healing answers are as quick as before, and no threads are left over. */
final class Recovery {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Has {@link #ANSWERS_MIN} answers at the lowest rate of the matrix, 20 a second. */
  private static final Duration WINDOW = Duration.ofSeconds(6);

  private static final int ANSWERS_MIN = 100;

  /** Below this a p99 on a busy machine says more about the machine. */
  private static final Duration P99_FLOOR = Duration.ofMillis(150);

  /** A system that is slow before the fault cannot say what the fault did. */
  private static final Duration P99_BEFORE_MAX = Duration.ofSeconds(1);

  private static final Duration HANGING = Duration.ofSeconds(1);
  private static final int THREADS_SLACK = 15;

  private final SystemUnderFault system;
  private final String load;
  private final Duration p99Before;
  private final Map<String, Double> threadsBefore;

  private Recovery(
      SystemUnderFault system, String load, Duration p99Before, Map<String, Double> threads) {
    this.system = system;
    this.load = load;
    this.p99Before = p99Before;
    this.threadsBefore = threads;
  }

  /**
   * How it is before the fault; threads as they were before the first fault on this system, so that
   * a few left over by each are seen.
   *
   * @throws IllegalStateException when answers stay slow, or a service gives no metrics
   */
  static Recovery baseline(SystemUnderFault system, String load) {
    // JVMs that have just started are slow for a while.
    boolean well =
        Waiting.until(TIMEOUT, () -> recentP99(system, load).compareTo(P99_BEFORE_MAX) <= 0);
    Duration p99 = recentP99(system, load);
    if (!well) {
      throw new IllegalStateException("not well before the fault: p99 " + p99.toMillis() + " ms");
    }
    Map<String, Double> threads = new LinkedHashMap<>();
    boolean complete =
        Waiting.until(
            TIMEOUT,
            () -> {
              threads.putAll(threads(system));
              return !threads.containsValue(Double.POSITIVE_INFINITY);
            });
    if (!complete) {
      throw new IllegalStateException(
          "not well before the fault: no metrics from all services: " + threads);
    }
    return new Recovery(system, load, p99, system.threadsAtFirst(threads));
  }

  InvariantResult awaitAfter(long healedNanos) {
    List<String> reasons = new ArrayList<>();
    boolean recovered =
        Waiting.until(
            TIMEOUT.minusNanos(System.nanoTime() - healedNanos),
            () -> {
              Waiting.during(Duration.ofSeconds(1));
              reasons.clear();
              reasons.addAll(reasonsAgainst(healedNanos));
              return reasons.isEmpty();
            });
    return new InvariantResult("I8", recovered ? List.of() : List.copyOf(reasons));
  }

  private List<String> reasonsAgainst(long healedNanos) {
    List<String> reasons = new ArrayList<>();
    long windowStart = Math.max(healedNanos, System.nanoTime() - WINDOW.toNanos());
    Duration now = p99(system, load, windowStart);
    Duration allowed = p99Before.multipliedBy(2);
    if (now.compareTo(allowed.compareTo(P99_FLOOR) > 0 ? allowed : P99_FLOOR) > 0) {
      reasons.add(
          String.format(
              Locale.ROOT, "p99 is %d ms, was %d ms", now.toMillis(), p99Before.toMillis()));
    }
    long hanging = hanging();
    if (hanging > 0) {
      reasons.add(hanging + " requests have had no answer for more than a second");
    }
    Map<String, Double> threads = threads(system);
    threadsBefore.forEach((name, before) -> {
      // One that was scaled away has none.
      double after = threads.getOrDefault(name, 0.0);
      if (after > before + THREADS_SLACK) {
        reasons.add(
            String.format(Locale.ROOT, "%s has %.0f threads, had %.0f", name, after, before));
      }
    });
    for (Node node : system.cluster().nodes()) {
      double pending =
          ServiceProbe.of(node.process())
              .metric("hikaricp_connections_pending")
              .orElse(Double.POSITIVE_INFINITY);
      if (pending > 0) {
        reasons.add(
            String.format(
                Locale.ROOT, "%s: %.0f wait for a connection", node.process().name(), pending));
      }
    }
    return reasons;
  }

  private long hanging() {
    long before = System.nanoTime() - HANGING.toNanos();
    return system.log().ordersOf(load).stream()
        .filter(order -> order.attempts().isEmpty() && order.createdNanos() < before)
        .count();
  }

  private static Duration recentP99(SystemUnderFault system, String load) {
    return p99(system, load, System.nanoTime() - WINDOW.toNanos());
  }

  /** Of all requests sent since then that have an outcome; endless while there are too few. */
  private static Duration p99(SystemUnderFault system, String load, long sinceNanos) {
    long[] latencies =
        system.log().ordersOf(load).stream()
            .flatMap(order -> order.attempts().stream())
            .filter(attempt -> attempt.sentNanos() >= sinceNanos)
            .mapToLong(Recovery::latency)
            .sorted()
            .toArray();
    return latencies.length < ANSWERS_MIN
        ? Duration.ofHours(1)
        : Duration.ofNanos(latencies[(int) (latencies.length * 0.99)]);
  }

  /** A quick refusal does not count as recovery. */
  private static long latency(Attempt attempt) {
    return attempt.outcome() == Outcome.OK
        ? attempt.doneNanos() - attempt.sentNanos()
        : Duration.ofHours(1).toNanos();
  }

  /** Platform threads; of a service that does not answer, more than any had. */
  private static Map<String, Double> threads(SystemUnderFault system) {
    Map<String, Double> threads = new LinkedHashMap<>();
    for (Node node : system.cluster().nodes()) {
      threads.put(
          node.process().name(),
          ServiceProbe.of(node.process())
              .metric("jvm_threads_live_threads")
              .orElse(Double.POSITIVE_INFINITY));
    }
    return threads;
  }
}
