package io.paymentdone.benchmarks.drain;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.drain.FeedDrain.Drained;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.report.Settings;
import io.paymentdone.benchmarks.report.Table;
import io.paymentdone.benchmarks.report.Verdict;
import io.paymentdone.benchmarks.report.Verdict.Kind;
import io.paymentdone.benchmarks.stack.CpuTimes;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.process.ServiceProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast events on the topic become feed entries, by one replica and by three. They stand still
 * (SIGSTOP) for the seconds in which the events are sent, and stay members meanwhile.
 */
public final class ConsumerDrain implements Benchmark {

  private static final int EVENTS = 300_000;
  private static final double RATE_GOAL = 20_000;
  private static final double THREE_OF_ONE_GOAL = 1.0;

  @Override
  public String name() {
    return "consumer-drain";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting PostgreSQL, Kafka and a notification service");
    try (Stack stack = Stack.start(name())) {
      List<ServiceProcess> replicas = new ArrayList<>();
      replicas.add(stack.startNotification(1));
      replicas.getFirst().awaitReady();
      Figures figures = new Figures();
      Drains drains = new Drains(stack, replicas, settings, progress, figures);
      drains.run("one replica", figures.one);
      replicas.add(stack.startNotification(2));
      replicas.add(stack.startNotification(3));
      replicas.forEach(ServiceProcess::awaitReady);
      drains.run("three replicas", figures.three);
      figures.wrong = drains.wrong();
      return figures.result();
    }
  }

  private record Drains(
      Stack stack,
      List<ServiceProcess> replicas,
      Settings settings,
      Progress progress,
      Figures figures) {

    void run(String what, Replicas rates) throws SQLException, IOException {
      FeedDrain.run(stack, replicas, EVENTS);
      for (int round = 1; round <= settings.rounds(); round++) {
        Drained drained = FeedDrain.run(stack, replicas, EVENTS);
        double copied = FeedCopy.rowsPerSecond(stack.postgres(), EVENTS);
        figures.copy.add(copied);
        rates.add(drained, copied);
        progress.say(
            String.format(
                Locale.ROOT,
                "round %d of %d, %s: %s events/s; COPY %s rows/s",
                round,
                settings.rounds(),
                what,
                number(drained.eventsPerSecond(), 0),
                number(copied, 0)));
      }
    }

    /** Records without an entry of their own. */
    long wrong() throws SQLException {
      long records = stack.topic().records();
      long entries =
          Backlog.number(stack.postgres(), "notification", "select count(*) from notification");
      long places =
          Backlog.number(
              stack.postgres(),
              "notification",
              "select count(*) from (select distinct partition, \"offset\" from notification) d");
      return Math.abs(records - entries) + Math.abs(entries - places);
    }
  }

  /** So many replicas. */
  private static final class Replicas {

    private final Samples perSecond = new Samples();
    private final Samples ofCopy = new Samples();
    private final Samples consumerMicros = new Samples();
    private final Samples postgresMicros = new Samples();
    private final Samples othersMicros = new Samples();

    void add(Drained drained, double copiedPerSecond) {
      perSecond.add(drained.eventsPerSecond());
      ofCopy.add(drained.eventsPerSecond() / copiedPerSecond);
      Map<String, Double> micros = drained.cpuMicros();
      consumerMicros.add(
          micros.entrySet().stream()
              .filter(process -> process.getKey().startsWith("notification-service"))
              .mapToDouble(Map.Entry::getValue)
              .sum());
      postgresMicros.add(micros.getOrDefault("postgres", Double.NaN));
      othersMicros.add(micros.getOrDefault(CpuTimes.OTHERS, Double.NaN));
    }

    List<String> line(String count, String copy) {
      return List.of(
          count,
          ofCopy.text(2),
          perSecond.text(0),
          copy,
          consumerMicros.text(0),
          postgresMicros.text(0),
          othersMicros.text(0));
    }
  }

  private static final class Figures {

    private final Replicas one = new Replicas();
    private final Replicas three = new Replicas();
    private final Samples copy = new Samples();
    private long wrong;

    Result result() {
      Table table =
          new Table(
              List.of(
                  "replicas",
                  "× COPY",
                  "events/s",
                  "COPY rows/s",
                  "consumers µs",
                  "postgres µs",
                  "others µs"),
              List.of(one.line("1", copy.text(0)), three.line("3", "")));
      double threeOfOne = three.perSecond.median() / one.perSecond.median();
      return new Result(
          "consumer-drain",
          "From the topic into the feed",
          List.of(table),
          List.of(
              new Verdict(
                  Kind.CORRECTNESS,
                  "each record has one feed entry",
                  wrong + " differ.",
                  wrong == 0),
              new Verdict(
                  Kind.RATE,
                  String.format(Locale.ROOT, "one replica: ≥ %s events/s", number(RATE_GOAL, 0)),
                  one.perSecond.text(0) + ".",
                  one.perSecond.median() >= RATE_GOAL),
              new Verdict(
                  Kind.RATE,
                  "three replicas: no slower than one",
                  number(threeOfOne, 2) + " ×.",
                  threeOfOne >= THREE_OF_ONE_GOAL)),
          List.of(
              String.format(
                      Locale.ROOT,
                      "%s events each time, until the last offset is committed, which follows the",
                      number(EVENTS, 0))
                  + " database. COPY: the same rows into an empty table with the feed's indexes,"
                  + " in one transaction, no deduplication. Three replicas share the cores that"
                  + " one had. CPU is per event."),
          null);
    }
  }
}
