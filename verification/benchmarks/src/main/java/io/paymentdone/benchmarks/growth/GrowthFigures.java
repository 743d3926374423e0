package io.paymentdone.benchmarks.growth;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.check.Counts;
import io.paymentdone.benchmarks.check.Loaded;
import io.paymentdone.benchmarks.load.LoadResult;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.report.Table;
import io.paymentdone.benchmarks.report.Verdict;
import io.paymentdone.benchmarks.report.Verdict.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What the rounds found, and what it is against the goal. */
final class GrowthFigures {

  private static final double RATIO_GOAL = 0.8;

  private final Map<Integer, Rates> byStored = new TreeMap<>();
  private final Map<String, Integer> unreadable = new TreeMap<>();
  private Counts counts = Counts.NONE;
  private boolean eachCountAgrees = true;

  private record Rates(Samples accepted, Samples read, Samples drained) {}

  void add(int stored, Loaded loaded, LoadResult read, double drainedPerSecond) {
    Rates rates =
        byStored.computeIfAbsent(
            stored, none -> new Rates(new Samples(), new Samples(), new Samples()));
    rates.accepted.add(loaded.result().ratePerSecond());
    rates.read.add(read.ratePerSecond());
    rates.drained.add(drainedPerSecond);
    counts = counts.plus(loaded.counts());
    eachCountAgrees &= loaded.counts().agree();
    read.problems().forEach((what, times) -> unreadable.merge(what, times, Integer::sum));
  }

  Result result(String name) {
    List<List<String>> lines = new ArrayList<>();
    byStored.forEach((stored, rates) ->
        lines.add(
            List.of(
                number(stored, 0),
                rates.accepted.text(0),
                rates.read.text(0),
                rates.drained.text(0))));
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        new Verdict(
            Kind.CORRECTNESS,
            "each accepted payment is everywhere, once, and each feed is readable",
            counts + "." + (unreadable.isEmpty() ? "" : " Reads: " + unreadable + "."),
            eachCountAgrees && unreadable.isEmpty()));
    verdicts.add(verdict("acceptance", Rates::accepted));
    verdicts.add(verdict("feed reads", Rates::read));
    verdicts.add(verdict("drain into the feed", Rates::drained));
    return new Result(
        name,
        "What stored payments cost",
        List.of(
            new Table(
                List.of("stored payments", "accepted/s", "feed reads/s", "drained events/s"),
                lines)),
        verdicts,
        List.of(
            "64 connections for payments, 16 for first pages of feeds, a backlog of 100 000 events"
                + " for the drain. As many feed entries as payments are stored, for 1 000 users."),
        null);
  }

  private Verdict verdict(String what, Function<Rates, Samples> rate) {
    List<Double> medians =
        byStored.values().stream().map(rates -> rate.apply(rates).median()).toList();
    double ratio =
        medians.stream()
            .mapToDouble(median -> median / medians.getFirst())
            .min()
            .orElse(Double.NaN);
    return new Verdict(
        Kind.RATE,
        what + ": within 20 % of what it is with few stored payments",
        number(ratio, 2) + " ×.",
        ratio >= RATIO_GOAL);
  }
}
