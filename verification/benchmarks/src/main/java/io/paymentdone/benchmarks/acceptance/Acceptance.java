package io.paymentdone.benchmarks.acceptance;

import io.paymentdone.benchmarks.check.CheckedLoad;
import io.paymentdone.benchmarks.check.Loaded;
import io.paymentdone.benchmarks.load.AcceptedListener;
import io.paymentdone.benchmarks.load.HttpLoad;
import io.paymentdone.benchmarks.load.LoadPlan;
import io.paymentdone.benchmarks.load.LoadResult;
import io.paymentdone.benchmarks.load.PaymentRequests;
import io.paymentdone.benchmarks.plain.PlainApplication;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Samples;
import io.paymentdone.benchmarks.report.Settings;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.process.ServiceProcess;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * Accepted durable payments per second, with the whole pipeline beside: relay, broker, and one
 * consumer that writes the feed. In the same rounds its limit, one-row inserts, and the plain
 * alternative, a dual write, whose events the same consumer writes into the same feed.
 */
public final class Acceptance implements Benchmark {

  @Override
  public String name() {
    return "acceptance";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting PostgreSQL, Kafka, the services and the plain alternative");
    try (Stack stack = Stack.start(name())) {
      ServiceProcess payment = stack.startPayment();
      ServiceProcess notification = stack.startNotification(1);
      ServiceProcess plain = startPlain(stack);
      List.of(payment, notification, plain).forEach(ServiceProcess::awaitReady);
      AcceptanceFigures figures = new AcceptanceFigures(settings.connections());
      Rounds rounds = new Rounds(stack, payment, plain, settings, progress, figures);
      rounds.warmUp();
      for (int round = 1; round <= settings.rounds(); round++) {
        for (int connections : settings.connections()) {
          rounds.run(round, connections);
        }
      }
      return figures.result(name());
    }
  }

  private static ServiceProcess startPlain(Stack stack) {
    return stack.start(
        "plain",
        Stack.JVM_OPTIONS,
        List.of("-cp", System.getProperty("java.class.path"), PlainApplication.class.getName()),
        Stack.BASELINE,
        List.of(
            "--spring.config.location=classpath:io/paymentdone/benchmarks/plain/plain.properties"));
  }

  /** What is measured in a round, one after the other. */
  private record Rounds(
      Stack stack,
      ServiceProcess payment,
      ServiceProcess plain,
      Settings settings,
      Progress progress,
      AcceptanceFigures figures) {

    void warmUp() throws SQLException {
      new CheckedLoad(stack, payment.port(), "payment")
          .warmUp("payment-service", settings.window(), progress);
      new CheckedLoad(stack, plain.port(), Stack.BASELINE)
          .warmUp("save, then send", settings.window(), progress);
    }

    void run(int round, int connections)
        throws SQLException, InterruptedException, ExecutionException {
      String id = "-" + round + "-" + connections + "-";
      // In turn first: what runs later finds larger tables.
      List<Step> steps = List.of(this::limit, this::service, this::plain);
      for (int i = 0; i < steps.size(); i++) {
        checkpoint();
        steps.get((i + round) % steps.size()).run(round, connections, id);
      }
      if (connections == 1) {
        http(round);
      }
    }

    @FunctionalInterface
    private interface Step {
      void run(int round, int connections, String id)
          throws SQLException, InterruptedException, ExecutionException;
    }

    private void limit(int round, int connections, String id)
        throws SQLException, InterruptedException, ExecutionException {
      var inserted =
          new OneRowInserts("limit" + id, settings.warmUp(), settings.window())
              .run(() -> stack.postgres().connect(Stack.BASELINE), connections);
      figures.limit(connections, inserted);
      say(round, connections, "one-row inserts", inserted.ratePerSecond(), "");
    }

    private void service(int round, int connections, String id) throws SQLException {
      Loaded loaded = load(payment, "payment", "service" + id, plan(payment, connections));
      figures.service(connections, loaded);
      say(
          round,
          connections,
          "payment-service",
          loaded.result().ratePerSecond(),
          "feed complete " + Samples.number(loaded.drain().toMillis() / 1000.0, 2) + " s later");
    }

    private void plain(int round, int connections, String id) throws SQLException {
      Loaded loaded = load(plain, Stack.BASELINE, "plain" + id, plan(plain, connections));
      figures.plain(connections, loaded);
      say(round, connections, "save, then send", loaded.result().ratePerSecond(), "");
    }

    private void http(int round) {
      LoadResult result =
          HttpLoad.run(
              plan(plain, 1),
              PaymentRequests.to(plain.port(), "/nothing", "nothing-" + round + "-"),
              AcceptedListener.NONE);
      figures.http(result);
      say(round, 1, "HTTP alone", result.ratePerSecond(), "");
    }

    private LoadPlan plan(ServiceProcess service, int connections) {
      return LoadPlan.closed(service.port(), connections, settings.warmUp(), settings.window());
    }

    private Loaded load(ServiceProcess service, String database, String keyPrefix, LoadPlan plan)
        throws SQLException {
      return new CheckedLoad(stack, service.port(), database)
          .run(keyPrefix, plan, AcceptedListener.NONE);
    }

    private void checkpoint() throws SQLException {
      try (var connection = stack.postgres().connect("postgres");
          var statement = connection.createStatement()) {
        statement.execute("checkpoint");
      }
    }

    private void say(int round, int connections, String what, double rate, String more) {
      progress.say(
          String.format(
              Locale.ROOT,
              "round %d of %d, %3d connections, %-16s %8s/s  %s",
              round,
              settings.rounds(),
              connections,
              what,
              Samples.number(rate, 0),
              more));
    }
  }
}
