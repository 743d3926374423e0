package io.paymentdone.benchmarks.acceptance;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.acceptance.OneRowInserts.Inserted;
import io.paymentdone.benchmarks.check.Counts;
import io.paymentdone.benchmarks.check.Loaded;
import io.paymentdone.benchmarks.load.LoadResult;
import io.paymentdone.benchmarks.report.BarChart;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.report.Table;
import io.paymentdone.benchmarks.report.Verdict;
import io.paymentdone.benchmarks.report.Verdict.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the rounds found, and what it is against the goals. */
final class AcceptanceFigures {

  private static final double LIMIT_RATIO_GOAL = 1.0;
  private static final double PLAIN_RATIO_GOAL = 4.0;
  private static final double LATENCY_RATIO_GOAL = 1.2;
  private static final double DRAIN_SECONDS_GOAL = 6.0;

  private final Map<Integer, Row> rows = new TreeMap<>();
  private final Samples httpMillis = new Samples();
  private final Map<String, Integer> problems = new TreeMap<>();
  private Counts counts = Counts.NONE;
  private boolean eachCountAgrees = true;

  /** One number of connections. */
  private static final class Row {
    private final Samples limit = new Samples();
    private final Samples limitMillis = new Samples();
    private final Samples service = new Samples();
    private final Samples ofLimit = new Samples();
    private final Samples ofPlain = new Samples();
    private final Samples p50Millis = new Samples();
    private final Samples p99Millis = new Samples();
    private final Samples drainSeconds = new Samples();
    private final Samples plain = new Samples();
    private final Map<String, Samples> cpuMicros = new LinkedHashMap<>();
    private final List<Double> limits = new ArrayList<>();
    private final List<Double> services = new ArrayList<>();
    private final List<Double> plains = new ArrayList<>();
  }

  AcceptanceFigures(List<Integer> connections) {
    connections.forEach(count -> rows.put(count, new Row()));
  }

  private Row row(int connections) {
    return rows.computeIfAbsent(connections, count -> new Row());
  }

  void limit(int connections, Inserted inserted) {
    Row row = row(connections);
    row.limit.add(inserted.ratePerSecond());
    row.limits.add(inserted.ratePerSecond());
    row.limitMillis.add(inserted.latencyMicros().getValueAtPercentile(50) / 1000.0);
  }

  void service(int connections, Loaded loaded) {
    Row row = row(connections);
    row.service.add(loaded.result().ratePerSecond());
    row.services.add(loaded.result().ratePerSecond());
    row.p50Millis.add(loaded.result().latencyMillis(50));
    row.p99Millis.add(loaded.result().latencyMillis(99));
    row.drainSeconds.add(loaded.drain().toNanos() / 1e9);
    loaded
        .cpuMicros()
        .forEach((process, micros) ->
            row.cpuMicros.computeIfAbsent(process, name -> new Samples()).add(micros));
    count(loaded);
  }

  void plain(int connections, Loaded loaded) {
    row(connections).plain.add(loaded.result().ratePerSecond());
    row(connections).plains.add(loaded.result().ratePerSecond());
    count(loaded);
  }

  void http(LoadResult result) {
    httpMillis.add(result.latencyMillis(50));
  }

  private void count(Loaded loaded) {
    eachCountAgrees &= loaded.counts().agree();
    counts = counts.plus(loaded.counts());
    loaded.result().problems().forEach((what, times) -> problems.merge(what, times, Integer::sum));
  }

  Result result(String name) {
    rows.values().forEach(AcceptanceFigures::ratios);
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        new Verdict(
            Kind.CORRECTNESS,
            "each accepted payment is in PostgreSQL, on the topic and in the feed, once",
            counts + ".",
            eachCountAgrees));
    rows.forEach((connections, row) -> verdicts.addAll(verdicts(connections, row)));
    return new Result(
        name,
        "Accepted durable payments per second",
        List.of(rates(), cpu()),
        verdicts,
        notes(),
        chart());
  }

  /** Of each round: its three figures were measured one after the other. */
  private static void ratios(Row row) {
    for (int i = 0; i < row.services.size(); i++) {
      row.ofLimit.add(row.services.get(i) / row.limits.get(i));
      row.ofPlain.add(row.services.get(i) / row.plains.get(i));
    }
  }

  private List<Verdict> verdicts(int connections, Row row) {
    List<Verdict> verdicts = new ArrayList<>();
    if (connections == 1) {
      double allowed = LATENCY_RATIO_GOAL * row.limitMillis.median() + httpMillis.median();
      verdicts.add(
          new Verdict(
              Kind.LATENCY,
              String.format(
                  Locale.ROOT,
                  "1 connection: ≤ %s × a one-row insert plus HTTP",
                  LATENCY_RATIO_GOAL),
              String.format(
                  Locale.ROOT,
                  "%s ms against %s ms (insert %s, HTTP %s).",
                  number(row.p50Millis.median(), 2),
                  number(allowed, 2),
                  number(row.limitMillis.median(), 2),
                  number(httpMillis.median(), 2)),
              row.p50Millis.median() <= allowed));
    }
    if (connections >= 64) {
      verdicts.add(
          new Verdict(
              Kind.RATE,
              String.format(
                  Locale.ROOT,
                  "%d connections: ≥ %s × the one-row limit",
                  connections,
                  LIMIT_RATIO_GOAL),
              row.ofLimit.text(2) + " ×.",
              row.ofLimit.median() >= LIMIT_RATIO_GOAL));
      verdicts.add(
          new Verdict(
              Kind.RATE,
              String.format(
                  Locale.ROOT,
                  "%d connections: ≥ %s × save, then send",
                  connections,
                  PLAIN_RATIO_GOAL),
              row.ofPlain.text(1) + " ×.",
              row.ofPlain.median() >= PLAIN_RATIO_GOAL));
      verdicts.add(
          new Verdict(
              Kind.LATENCY,
              String.format(
                  Locale.ROOT,
                  "%d connections: feed lag below 1 s within 5 s of the end",
                  connections),
              "complete after " + row.drainSeconds.text(2) + " s.",
              row.drainSeconds.median() <= DRAIN_SECONDS_GOAL));
    }
    return verdicts;
  }

  private Table rates() {
    List<List<String>> lines = new ArrayList<>();
    rows.forEach((connections, row) ->
        lines.add(
            List.of(
                connections.toString(),
                row.ofLimit.text(2),
                row.ofPlain.text(1),
                number(row.service.median(), 0),
                number(row.limit.median(), 0),
                number(row.plain.median(), 0),
                number(row.p50Millis.median(), 2),
                number(row.p99Millis.median(), 2),
                row.drainSeconds.text(2))));
    return new Table(
        List.of(
            "connections",
            "× one-row limit",
            "× save, then send",
            "payments/s",
            "one-row inserts/s",
            "save, then send/s",
            "p50 ms",
            "p99 ms",
            "feed complete after s"),
        lines);
  }

  private Table cpu() {
    List<String> processes = new ArrayList<>();
    rows.values().stream()
        .flatMap(row -> row.cpuMicros.keySet().stream())
        .distinct()
        .filter(process -> !process.equals("plain"))
        .forEach(processes::add);
    List<String> header = new ArrayList<>(List.of("connections"));
    processes.forEach(process -> header.add(process + " µs"));
    List<List<String>> lines = new ArrayList<>();
    rows.forEach((connections, row) -> {
      List<String> line = new ArrayList<>(List.of(connections.toString()));
      for (String process : processes) {
        Samples micros = row.cpuMicros.get(process);
        line.add(micros == null ? "–" : number(micros.median(), 0));
      }
      lines.add(line);
    });
    return new Table(header, lines);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Payments go through HTTP, validation, the insert and the event's emission, with relay,"
            + " broker and one notification service at work beside, which write the feed. One-row"
            + " limit: the same row over plain JDBC, prepared, autocommit, with as many"
            + " connections. Save, then send: `JpaRepository.save` and an awaited"
            + " `KafkaTemplate.send` per request, no validation, with the same consumer beside."
            + " `fsync`, `synchronous_commit` and `full_page_writes` are on. The second table: CPU"
            + " of each process per accepted payment; `others` is no part of the benchmark.");
    if (!problems.isEmpty()) {
      notes.add("Not accepted: " + problems + ".");
    }
    return notes;
  }

  private BarChart chart() {
    List<BarChart.Group> groups = new ArrayList<>();
    rows.forEach((connections, row) ->
        groups.add(
            new BarChart.Group(
                connections + (connections == 1 ? " connection" : " connections"),
                List.of(row.limit.median(), row.service.median(), row.plain.median()))));
    return new BarChart(
        "Accepted durable payments per second",
        List.of("one-row inserts (limit)", "payment-done, whole pipeline", "save, then send"),
        groups);
  }
}
