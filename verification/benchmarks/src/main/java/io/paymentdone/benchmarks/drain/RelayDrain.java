package io.paymentdone.benchmarks.drain;

import static io.paymentdone.benchmarks.report.Samples.number;

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
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast the relay takes a backlog from PostgreSQL's log to Kafka. It stands still (SIGSTOP)
 * while the backlog is made, so that its JVM is as warm as in operation, and connects again
 * afterwards.
 */
public final class RelayDrain implements Benchmark {

  private static final int EVENTS = 300_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final double RATE_GOAL = 60_000;
  private static final double DEBEZIUM_MICROS = 77;

  @Override
  public String name() {
    return "relay-drain";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting PostgreSQL, Kafka and the payment service");
    try (Stack stack = Stack.start(name())) {
      ServiceProcess payment = stack.startPayment();
      payment.awaitReady();
      Figures figures = new Figures();
      drain(stack, payment, 0, new Figures(), progress);
      for (int round = 1; round <= settings.rounds(); round++) {
        drain(stack, payment, round, figures, progress);
      }
      return figures.result();
    }
  }

  private static void drain(
      Stack stack, ServiceProcess payment, int round, Figures figures, Progress progress)
      throws SQLException {
    String keyPrefix = "backlog-" + round + "-";
    Map<TopicPartition, Long> begins = stack.topic().ends();
    long before = stack.topic().records();
    awaitConfirmed(stack);
    payment.freeze();
    try {
      endStream(stack);
      Backlog.make(stack.postgres(), keyPrefix, EVENTS);
    } finally {
      payment.thaw();
    }
    CpuTimes cpuBefore = stack.cpu();
    Waiting.require(TIMEOUT, "the relay is back", () -> stack.topic().records() > before);
    long first = stack.topic().records();
    long from = System.nanoTime();
    Waiting.require(
        TIMEOUT, "the backlog is on the topic", () -> stack.topic().records() >= before + EVENTS);
    double seconds = (System.nanoTime() - from) / 1e9;
    CpuTimes cpuAfter = stack.cpu();
    awaitConfirmed(stack);
    figures.add(
        (before + EVENTS - first) / seconds,
        cpuAfter.microsPer(EVENTS, cpuBefore),
        wrong(stack, begins, keyPrefix));
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: %s events/s",
            round == 0 ? "warm-up" : "round " + round,
            number((before + EVENTS - first) / seconds, 0)));
  }

  /**
   * Otherwise the server fills the socket of the stopped relay until it gives that up. A relay that
   * then reads it before it finds its stream broken publishes that, and once more from the new
   * stream: right, for the inbox takes each payment once, but not counted.
   */
  private static void endStream(Stack stack) throws SQLException {
    long ended =
        Backlog.number(
            stack.postgres(),
            "payment",
            "select count(*) from pg_replication_slots where pg_terminate_backend(active_pid, 5000)");
    if (ended != 1) {
      throw new IllegalStateException("the relay had " + ended + " streams");
    }
  }

  /** What the relay has not confirmed when it is frozen it sends again: right, but not counted. */
  private static void awaitConfirmed(Stack stack) throws SQLException {
    long written =
        Backlog.number(stack.postgres(), "payment", "select pg_current_wal_lsn() - '0/0'::pg_lsn");
    Waiting.require(
        TIMEOUT, "the relay has confirmed what it sent", () -> isConfirmed(stack, written));
  }

  private static boolean isConfirmed(Stack stack, long written) {
    String slots =
        "select count(*) from pg_replication_slots where confirmed_flush_lsn - '0/0'::pg_lsn >= ";
    try {
      return Backlog.number(stack.postgres(), "payment", slots + written) > 0;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot ask for the slot", e);
    }
  }

  /**
   * What is wrong with the records of a backlog.
   *
   * @param missing payments without a record, or records without a payment
   */
  private record Wrong(long missing, long twice) {

    Wrong plus(Wrong other) {
      return new Wrong(missing + other.missing, twice + other.twice);
    }
  }

  private static Wrong wrong(Stack stack, Map<TopicPartition, Long> begins, String keyPrefix)
      throws SQLException {
    List<UUID> records = stack.topic().paymentsSince(begins);
    long stored =
        Backlog.number(
            stack.postgres(),
            "payment",
            "select count(*) from payment where starts_with(idempotency_key, '" + keyPrefix + "')");
    long distinct = new HashSet<>(records).size();
    return new Wrong(Math.abs(stored - distinct), records.size() - distinct);
  }

  private static final class Figures {

    private final Samples rate = new Samples();
    private final Samples paymentMicros = new Samples();
    private final Samples postgresMicros = new Samples();
    private final Samples kafkaMicros = new Samples();
    private final Samples othersMicros = new Samples();
    private Wrong wrong = new Wrong(0, 0);

    void add(double eventsPerSecond, Map<String, Double> micros, Wrong wrongRecords) {
      rate.add(eventsPerSecond);
      paymentMicros.add(micros.getOrDefault("payment-service-1", Double.NaN));
      postgresMicros.add(micros.getOrDefault("postgres", Double.NaN));
      kafkaMicros.add(micros.getOrDefault("kafka", Double.NaN));
      othersMicros.add(micros.getOrDefault(CpuTimes.OTHERS, Double.NaN));
      wrong = wrong.plus(wrongRecords);
    }

    Result result() {
      double ofDebezium = paymentMicros.median() / DEBEZIUM_MICROS;
      Table table =
          new Table(
              List.of(
                  "events",
                  "events/s",
                  "relay µs",
                  "× Debezium Engine's",
                  "postgres µs",
                  "kafka µs",
                  "others µs"),
              List.of(
                  List.of(
                      number(EVENTS, 0),
                      rate.text(0),
                      paymentMicros.text(1),
                      number(ofDebezium, 2),
                      postgresMicros.text(1),
                      kafkaMicros.text(1),
                      othersMicros.text(1))));
      return new Result(
          "relay-drain",
          "The relay's way through a backlog",
          List.of(table),
          List.of(
              new Verdict(
                  Kind.CORRECTNESS,
                  "each event of the backlog is on the topic, once",
                  String.format(
                      Locale.ROOT, "%d missing, %d twice.", wrong.missing(), wrong.twice()),
                  wrong.equals(new Wrong(0, 0))),
              new Verdict(
                  Kind.RATE,
                  String.format(Locale.ROOT, "≥ %s events/s", number(RATE_GOAL, 0)),
                  rate.text(0) + ".",
                  rate.median() >= RATE_GOAL),
              new Verdict(
                  Kind.COST,
                  String.format(
                      Locale.ROOT,
                      "less CPU per event than Debezium Engine's %s µs",
                      number(DEBEZIUM_MICROS, 0)),
                  paymentMicros.text(1) + " µs.",
                  paymentMicros.median() < DEBEZIUM_MICROS)),
          List.of(
              "From the first record on the topic to the last. CPU is per event and process, the"
                  + " relay's reconnecting included. Debezium Engine's figure is that of the"
                  + " measurement that the design began with, on as many events; it is not measured"
                  + " again here."),
          null);
    }
  }
}
