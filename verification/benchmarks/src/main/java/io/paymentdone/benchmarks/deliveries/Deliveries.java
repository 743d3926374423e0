package io.paymentdone.benchmarks.deliveries;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.drain.EventSource;
import io.paymentdone.benchmarks.drain.FeedDrain;
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
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What being able to deliver costs the consumer while nobody gets anything, and how fast one
 * replica delivers everything to one webhook endpoint.
 */
public final class Deliveries implements Benchmark {

  private static final int EVENTS = 300_000;
  private static final int DELIVERED = 30_000;
  private static final double COST_GOAL = 1.05;
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @Override
  public String name() {
    return "deliveries";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting two notification services, one of them with a mail server");
    try (Stack without = Stack.start(name());
        Stack withMail = Stack.start(name() + "-mail")) {
      Drains plain = new Drains(without, without.startNotification(1));
      Drains mail =
          new Drains(
              withMail,
              withMail.startNotification(
                  1,
                  List.of("--spring.mail.host=127.0.0.1", "--spring.mail.port=" + Ports.free())));
      for (Drains each : List.of(plain, mail)) {
        each.replica().awaitReady();
        FeedDrain.run(each.stack(), List.of(each.replica()), EVENTS);
      }
      Figures figures = new Figures();
      for (int round = 1; round <= settings.rounds(); round++) {
        boolean plainFirst = round % 2 == 1;
        Drained first = (plainFirst ? plain : mail).run();
        Drained second = (plainFirst ? mail : plain).run();
        figures.drained(plainFirst ? first : second, plainFirst ? second : first);
        progress.say(
            String.format(
                Locale.ROOT,
                "round %d of %d: %s events/s, with a mail server %s",
                round,
                settings.rounds(),
                number((plainFirst ? first : second).eventsPerSecond(), 0),
                number((plainFirst ? second : first).eventsPerSecond(), 0)));
      }
      deliver(plain, settings, progress, figures);
      return figures.result();
    }
  }

  private static void deliver(Drains to, Settings settings, Progress progress, Figures figures)
      throws IOException, InterruptedException {
    try (WebhookSink sink = new WebhookSink()) {
      sink.register(to.replica());
      deliver(to, sink);
      for (int round = 1; round <= settings.rounds(); round++) {
        Drained delivered = deliver(to, sink);
        figures.delivered.add(delivered);
        progress.say(
            String.format(
                Locale.ROOT,
                "round %d of %d: %s deliveries/s",
                round,
                settings.rounds(),
                number(delivered.eventsPerSecond(), 0)));
      }
      long wanted = (settings.rounds() + 1L) * DELIVERED;
      figures.wrong = sink.wrong() + Math.abs(wanted - sink.taken());
    }
  }

  /** Events on the topic, until the endpoint has them all. */
  private static Drained deliver(Drains from, WebhookSink sink) {
    long wanted = sink.taken() + DELIVERED;
    from.replica().freeze();
    try {
      new EventSource(from.stack().kafka().bootstrapServers()).send(DELIVERED);
    } finally {
      from.replica().thaw();
    }
    CpuTimes before = from.stack().cpu();
    long begin = System.nanoTime();
    Waiting.require(TIMEOUT, "the events are at the endpoint", () -> sink.taken() >= wanted);
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Drained(DELIVERED / seconds, from.stack().cpu().microsPer(DELIVERED, before));
  }

  private record Drains(Stack stack, ServiceProcess replica) {

    Drained run() {
      return FeedDrain.run(stack, List.of(replica), EVENTS);
    }
  }

  /** One way to run, over the rounds. */
  private static final class Way {

    private final Samples perSecond = new Samples();
    private final Samples replicaMicros = new Samples();
    private final Samples postgresMicros = new Samples();
    private final Samples loadMicros = new Samples();

    void add(Drained drained) {
      Map<String, Double> micros = drained.cpuMicros();
      perSecond.add(drained.eventsPerSecond());
      replicaMicros.add(replica(micros));
      postgresMicros.add(postgres(micros));
      loadMicros.add(micros.getOrDefault("load", Double.NaN));
    }

    static double replica(Map<String, Double> micros) {
      return micros.entrySet().stream()
          .filter(process -> process.getKey().startsWith("notification-service"))
          .mapToDouble(Map.Entry::getValue)
          .sum();
    }

    static double postgres(Map<String, Double> micros) {
      return micros.getOrDefault("postgres", Double.NaN);
    }

    List<String> line(String what, String ratio) {
      return List.of(
          what,
          ratio,
          perSecond.text(0),
          replicaMicros.text(1),
          postgresMicros.text(1),
          loadMicros.text(1));
    }
  }

  private static final class Figures {

    private final Way plain = new Way();
    private final Way mail = new Way();
    private final Way delivered = new Way();
    private final Samples cost = new Samples();
    private long wrong;

    void drained(Drained without, Drained withMail) {
      plain.add(without);
      mail.add(withMail);
      cost.add(cpu(withMail) / cpu(without));
    }

    private static double cpu(Drained drained) {
      Map<String, Double> micros = drained.cpuMicros();
      return Way.replica(micros) + Way.postgres(micros);
    }

    Result result() {
      Table table =
          new Table(
              List.of("one replica", "× CPU", "events/s", "replica µs", "postgres µs", "load µs"),
              List.of(
                  plain.line("no endpoint, no mail server", ""),
                  mail.line("mail server, no subscriber", cost.text(2)),
                  delivered.line("each to one endpoint", "")));
      return new Result(
          "deliveries",
          "Deliveries",
          List.of(table),
          List.of(
              new Verdict(
                  Kind.CORRECTNESS,
                  "each event is delivered once, in the order of its user",
                  wrong + " were not.",
                  wrong == 0),
              new Verdict(
                  Kind.COST,
                  String.format(
                      Locale.ROOT,
                      "a mail server, nobody subscribed: ≤ %s × the CPU",
                      number(COST_GOAL, 2)),
                  cost.text(2) + " ×.",
                  cost.median() <= COST_GOAL)),
          List.of(
              String.format(
                  Locale.ROOT,
                  "%s events each time into the feed, %s to the endpoint, of 1 000 users. The"
                      + " replica is warm and stands still while they are sent. The endpoint is in"
                      + " the process `load` and answers at once; a delivery is signed, sent and"
                      + " stored. CPU is per event, `× CPU` of replica and PostgreSQL.",
                  number(EVENTS, 0),
                  number(DELIVERED, 0))),
          null);
    }
  }
}
