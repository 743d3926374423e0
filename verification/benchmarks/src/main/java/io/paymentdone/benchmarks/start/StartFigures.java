package io.paymentdone.benchmarks.start;

import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.report.Table;
import io.paymentdone.benchmarks.report.Verdict;
import io.paymentdone.benchmarks.start.Start.Kind;
import io.paymentdone.benchmarks.start.Start.Started;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the rounds found, and what it is against the goals. */
final class StartFigures {

  private static final double SECONDS_GOAL = 3;
  private static final double MEGABYTES_GOAL = 300;

  private final Map<Kind, Samples> seconds = new LinkedHashMap<>();
  private final Map<Kind, Samples> megabytes = new LinkedHashMap<>();

  void add(Kind kind, Started started) {
    samples(seconds, kind).add(started.seconds());
    samples(megabytes, kind).add((double) started.residentMegabytes());
  }

  private static Samples samples(Map<Kind, Samples> samples, Kind kind) {
    return samples.computeIfAbsent(kind, none -> new Samples());
  }

  Result result(String name) {
    List<List<String>> lines = new ArrayList<>();
    for (Kind kind : seconds.keySet()) {
      lines.add(
          List.of(
              kind.toString(), samples(seconds, kind).text(2), samples(megabytes, kind).text(0)));
    }
    Samples goalSeconds = samples(seconds, Kind.NOTIFICATION_CACHED);
    Samples goalMegabytes = samples(megabytes, Kind.NOTIFICATION_CACHED);
    return new Result(
        name,
        "From the start of a process to its first work",
        List.of(new Table(List.of("service", "s", "RSS MB"), lines)),
        List.of(
            new Verdict(
                Verdict.Kind.LATENCY,
                String.format(Locale.ROOT, "%s: ≤ %.0f s", Kind.NOTIFICATION_CACHED, SECONDS_GOAL),
                goalSeconds.text(2) + " s.",
                goalSeconds.median() <= SECONDS_GOAL),
            new Verdict(
                Verdict.Kind.COST,
                String.format(
                    Locale.ROOT, "%s: ≤ %.0f MB", Kind.NOTIFICATION_CACHED, MEGABYTES_GOAL),
                goalMegabytes.text(0) + " MB.",
                goalMegabytes.median() <= MEGABYTES_GOAL)),
        List.of(
            "From exec until the notification service has committed a feed entry for an event that"
                + " was waiting, the payment service has accepted a payment. Unpacked, flags of"
                + " the images; the cache is made as the images' is. RSS at that moment."),
        null);
  }
}
