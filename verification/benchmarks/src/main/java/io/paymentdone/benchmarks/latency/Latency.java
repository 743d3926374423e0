package io.paymentdone.benchmarks.latency;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.check.CheckedLoad;
import io.paymentdone.benchmarks.check.Counts;
import io.paymentdone.benchmarks.check.Loaded;
import io.paymentdone.benchmarks.load.AcceptedListener;
import io.paymentdone.benchmarks.load.LoadPlan;
import io.paymentdone.benchmarks.load.LoadResult;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.report.Settings;
import io.paymentdone.benchmarks.report.Table;
import io.paymentdone.benchmarks.report.Verdict;
import io.paymentdone.benchmarks.report.Verdict.Kind;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.process.ServiceProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * From the time a payment is to be sent until a reader sees it in the feed, at half the rate that
 * the service can take; payments come when they are due, answered or not.
 */
public final class Latency implements Benchmark {

  private static final int CONNECTIONS = 64;
  private static final int CLIENTS_MAX = 256;

  /** Looking for them takes PostgreSQL's time too. */
  private static final int SAMPLES_PER_SECOND = 50;

  /** At the rate that is measured: payments that come alone run other code than full batches. */
  private static final Duration WARM_UP = Duration.ofMinutes(1);

  private static final double P50_MILLIS_GOAL = 10;
  private static final double P99_MILLIS_GOAL = 50;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting PostgreSQL, Kafka and the services");
    try (Stack stack = Stack.start(name())) {
      ServiceProcess payment = stack.startPayment();
      ServiceProcess notification = stack.startNotification(1);
      payment.awaitReady();
      notification.awaitReady();
      return new Rounds(stack, payment.port(), settings, progress).run();
    }
  }

  private record Rounds(Stack stack, int port, Settings settings, Progress progress) {

    Result run() throws SQLException, InterruptedException {
      CheckedLoad service = new CheckedLoad(stack, port, "payment");
      service.warmUp("payment-service", settings.window(), progress);
      LoadPlan closed = LoadPlan.closed(port, CONNECTIONS, settings.warmUp(), settings.window());
      LoadResult fastest = service.run("fastest-", closed, AcceptedListener.NONE).result();
      int rate = (int) (fastest.ratePerSecond() / 2);
      progress.say(
          String.format(
              Locale.ROOT,
              "at most %s/s; measuring at %d/s",
              number(fastest.ratePerSecond(), 0),
              rate));
      service.run(
          "half-rate-",
          LoadPlan.open(port, CLIENTS_MAX, rate, Duration.ZERO, WARM_UP),
          AcceptedListener.NONE);
      Figures figures = new Figures(rate);
      for (int round = 1; round <= settings.rounds(); round++) {
        figures.add(round(round, rate, figures));
        progress.say(
            String.format(
                Locale.ROOT, "round %d of %d: %s", round, settings.rounds(), figures.last()));
      }
      return figures.result();
    }

    private Histogram round(int round, int rate, Figures figures)
        throws SQLException, InterruptedException {
      LoadPlan plan = LoadPlan.open(port, CLIENTS_MAX, rate, settings.warmUp(), settings.window());
      int every = Math.max(1, rate / SAMPLES_PER_SECOND);
      try (FeedReader reader = new FeedReader(stack.postgres(), every, settings.warmUp())) {
        Loaded load =
            new CheckedLoad(stack, port, "payment").run("latency-" + round + "-", plan, reader);
        figures.answered(load);
        return reader.finish();
      }
    }
  }

  private static final class Figures {

    private final int rate;
    private final Samples feedP50 = new Samples();
    private final Samples feedP99 = new Samples();
    private final Samples feedMax = new Samples();
    private final Samples answerP50 = new Samples();
    private final Samples answerP99 = new Samples();
    private final Samples answerMax = new Samples();
    private final Map<String, Samples> cpuMicros = new LinkedHashMap<>();
    private Counts counts = Counts.NONE;
    private boolean eachCountAgrees = true;
    private String last = "";

    Figures(int rate) {
      this.rate = rate;
    }

    void answered(Loaded load) {
      load.cpuMicros()
          .forEach((process, micros) ->
              cpuMicros.computeIfAbsent(process, none -> new Samples()).add(micros));
      answerP50.add(load.result().latencyMillis(50));
      answerP99.add(load.result().latencyMillis(99));
      answerMax.add(load.result().latencyMillis(100));
      counts = counts.plus(load.counts());
      eachCountAgrees &= load.counts().agree();
    }

    void add(Histogram feedMicros) {
      double p50 = feedMicros.getValueAtPercentile(50) / 1000.0;
      double p99 = feedMicros.getValueAtPercentile(99) / 1000.0;
      feedP50.add(p50);
      feedP99.add(p99);
      feedMax.add(feedMicros.getMaxValue() / 1000.0);
      last =
          String.format(
              Locale.ROOT, "in the feed after %s ms, p99 %s ms", number(p50, 1), number(p99, 1));
    }

    String last() {
      return last;
    }

    private Table cpu() {
      List<String> header = new ArrayList<>(List.of("CPU per payment"));
      List<String> line = new ArrayList<>(List.of("µs"));
      cpuMicros.forEach((process, micros) -> {
        header.add(process);
        line.add(micros.text(0));
      });
      return new Table(header, List.of(line));
    }

    Result result() {
      Table table =
          new Table(
              List.of("from the intended time until", "p50 ms", "p99 ms", "longest ms"),
              List.of(
                  List.of("answered 201", answerP50.text(1), answerP99.text(1), answerMax.text(0)),
                  List.of(
                      "visible in the feed", feedP50.text(1), feedP99.text(1), feedMax.text(0))));
      return new Result(
          "latency",
          "From a payment to its feed entry",
          List.of(table, cpu()),
          List.of(
              new Verdict(
                  Kind.CORRECTNESS,
                  "each accepted payment is in PostgreSQL, on the topic and in the feed, once",
                  counts + ".",
                  eachCountAgrees),
              new Verdict(
                  Kind.LATENCY,
                  String.format(
                      Locale.ROOT, "visible in the feed: p50 ≤ %s ms", number(P50_MILLIS_GOAL, 0)),
                  feedP50.text(1) + " ms.",
                  feedP50.median() <= P50_MILLIS_GOAL),
              new Verdict(
                  Kind.LATENCY,
                  String.format(
                      Locale.ROOT, "visible in the feed: p99 ≤ %s ms", number(P99_MILLIS_GOAL, 0)),
                  feedP99.text(1) + " ms.",
                  feedP99.median() <= P99_MILLIS_GOAL)),
          List.of(
              String.format(
                  Locale.ROOT,
                  "%d payments/s, half of what %d connections reached before, due at times that do not depend on answers. Visible: a reader that asks each millisecond finds it.",
                  rate,
                  CONNECTIONS)),
          null);
    }
  }
}
