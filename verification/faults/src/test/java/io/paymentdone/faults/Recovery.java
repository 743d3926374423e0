package io.paymentdone.faults;

import io.paymentdone.faults.check.Verdict;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.Waiting;
import io.paymentdone.faults.load.Attempt;
import io.paymentdone.faults.load.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** I8: within 60 s of healing answers are as quick as before, and nothing has leaked. */
final class Recovery {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final int ANSWERS_MIN = 100;

  /** Below this a p99 on a busy machine says more about the machine. */
  private static final Duration P99_FLOOR = Duration.ofMillis(150);

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

  static Recovery baseline(SystemUnderFault system, String load) {
    Duration p99 = p99(system, load, System.nanoTime() - WINDOW.toNanos());
    return new Recovery(system, load, p99, threads(system));
  }

  Verdict awaitAfter(long healedNanos) {
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
    return new Verdict("I8", recovered ? List.of() : List.copyOf(reasons));
  }

  private List<String> reasonsAgainst(long healedNanos) {
    List<String> reasons = new ArrayList<>();
    long windowStart = Math.max(healedNanos, System.nanoTime() - WINDOW.toNanos());
    Duration now = p99(system, load, windowStart);
    Duration allowed = p99Before.multipliedBy(2);
    if (now.compareTo(allowed.compareTo(P99_FLOOR) > 0 ? allowed : P99_FLOOR) > 0) {
      reasons.add("p99 is %d ms, was %d ms".formatted(now.toMillis(), p99Before.toMillis()));
    }
    Map<String, Double> threads = threads(system);
    threadsBefore.forEach((name, before) -> {
      double after = threads.getOrDefault(name, Double.MAX_VALUE);
      if (after > before + THREADS_SLACK) {
        reasons.add("%s has %.0f threads, had %.0f".formatted(name, after, before));
      }
    });
    for (Node node : system.cluster().nodes()) {
      double pending = node.process().probe().metric("hikaricp_connections_pending").orElse(0);
      if (pending > 0) {
        reasons.add("%s: %.0f wait for a connection".formatted(node.process().name(), pending));
      }
    }
    return reasons;
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

  /** A quick refusal is no recovery. */
  private static long latency(Attempt attempt) {
    return attempt.outcome() == Outcome.OK
        ? attempt.doneNanos() - attempt.sentNanos()
        : Duration.ofHours(1).toNanos();
  }

  private static Map<String, Double> threads(SystemUnderFault system) {
    Map<String, Double> threads = new LinkedHashMap<>();
    for (Node node : system.cluster().nodes()) {
      node.process()
          .probe()
          .metric("jvm_threads_live_threads")
          .ifPresent(live -> threads.put(node.process().name(), live));
    }
    return threads;
  }
}
