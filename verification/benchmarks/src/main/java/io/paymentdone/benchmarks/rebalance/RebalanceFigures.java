package io.paymentdone.benchmarks.rebalance;

import io.paymentdone.benchmarks.check.Counts;
import io.paymentdone.benchmarks.check.Loaded;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.report.Table;
import io.paymentdone.benchmarks.report.Verdict;
import io.paymentdone.benchmarks.report.Verdict.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the rounds found, and what it is against the goals. */
final class RebalanceFigures {

  private static final double UNMOVED_SECONDS_GOAL = 0.2;

  private final int paymentsPerSecond;
  private final Map<Change, Samples> moved = new EnumMap<>(Change.class);
  private final Map<Change, Samples> unmoved = new EnumMap<>(Change.class);
  private Counts counts = Counts.NONE;
  private boolean eachCountAgrees = true;

  RebalanceFigures(int paymentsPerSecond) {
    this.paymentsPerSecond = paymentsPerSecond;
  }

  /** The longest of a round counts. */
  void add(Change change, List<Gap> gaps) {
    add(moved, change, gaps.stream().filter(Gap::moved).toList());
    add(unmoved, change, gaps.stream().filter(gap -> !gap.moved()).toList());
  }

  private static void add(Map<Change, Samples> samples, Change change, List<Gap> gaps) {
    gaps.stream()
        .mapToDouble(Gap::seconds)
        .max()
        .ifPresent(longest -> samples(samples, change).add(longest));
  }

  private static Samples samples(Map<Change, Samples> samples, Change change) {
    return samples.computeIfAbsent(change, none -> new Samples());
  }

  void count(Loaded loaded) {
    counts = counts.plus(loaded.counts());
    eachCountAgrees &= loaded.counts().agree();
  }

  Result result(String name) {
    List<List<String>> lines = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        new Verdict(
            Kind.CORRECTNESS,
            "each accepted payment is in PostgreSQL and in the feed, once",
            counts + ".",
            eachCountAgrees));
    for (Change change : Change.values()) {
      Samples movedSeconds = samples(moved, change);
      Samples unmovedSeconds = samples(unmoved, change);
      lines.add(List.of(change.title(), movedSeconds.text(2), unmovedSeconds.text(2)));
      verdict(verdicts, change, "moved", movedSeconds, change.movedSecondsGoal());
      verdict(verdicts, change, "unmoved", unmovedSeconds, UNMOVED_SECONDS_GOAL);
    }
    return new Result(
        name,
        "Pauses when members come and go",
        List.of(new Table(List.of("change", "moved s", "unmoved s"), lines)),
        verdicts,
        List.of(
            String.format(
                Locale.ROOT,
                "%d payments/s. The longest time without a feed entry of a partition, of the partitions that another member read afterwards and of those that stayed; –: there was none.",
                paymentsPerSecond)),
        null);
  }

  private static void verdict(
      List<Verdict> verdicts, Change change, String which, Samples seconds, double goal) {
    if (!Double.isNaN(seconds.median())) {
      verdicts.add(
          new Verdict(
              Kind.LATENCY,
              String.format(Locale.ROOT, "%s, %s partitions: ≤ %s s", change.title(), which, goal),
              seconds.text(2) + " s.",
              seconds.median() <= goal));
    }
  }
}
