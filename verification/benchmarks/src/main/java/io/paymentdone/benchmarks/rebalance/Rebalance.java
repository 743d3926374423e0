package io.paymentdone.benchmarks.rebalance;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.check.CheckedLoad;
import io.paymentdone.benchmarks.check.Loaded;
import io.paymentdone.benchmarks.load.AcceptedListener;
import io.paymentdone.benchmarks.load.LoadPlan;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Settings;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The longest pause in each partition's feed while members of the group come and go. */
public final class Rebalance implements Benchmark {

  private static final int PAYMENTS_PER_SECOND = 300;
  private static final int CONNECTIONS = 32;
  private static final Duration BEFORE_CHANGE = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "rebalance";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting PostgreSQL, Kafka, the payment service and two notification services");
    try (Stack stack = Stack.start(name())) {
      ServiceProcess payment = stack.startPayment();
      Members members = new Members(stack);
      payment.awaitReady();
      members.start();
      CheckedLoad service = new CheckedLoad(stack, payment.port(), "payment");
      service.warmUp("payment-service", settings.window(), progress);
      RebalanceFigures figures = new RebalanceFigures(PAYMENTS_PER_SECOND);
      for (int round = 1; round <= settings.rounds(); round++) {
        for (Change change : Change.values()) {
          List<Gap> gaps = watch(service, members, change, round, figures);
          progress.say(
              String.format(
                  Locale.ROOT,
                  "round %d of %d, %s: %s",
                  round,
                  settings.rounds(),
                  change.title(),
                  text(gaps)));
          members.restore();
        }
      }
      return figures.result(name());
    }
  }

  private static String text(List<Gap> gaps) {
    return String.join(
        ", ",
        gaps.stream()
            .map(gap ->
                String.format(
                    Locale.ROOT,
                    "partition %d %s s%s",
                    gap.partition(),
                    number(gap.seconds(), 2),
                    gap.moved() ? " (moved)" : ""))
            .toList());
  }

  private static List<Gap> watch(
      CheckedLoad service, Members members, Change change, int round, RebalanceFigures figures)
      throws SQLException, InterruptedException, ExecutionException {
    LoadPlan plan =
        LoadPlan.open(
            service.port(), CONNECTIONS, PAYMENTS_PER_SECOND, Duration.ZERO, change.watched());
    String keyPrefix = "rebalance-" + round + "-" + change + "-";
    try (var thread = Executors.newSingleThreadExecutor()) {
      Instant from = Instant.now();
      Future<Loaded> loaded =
          thread.submit(() -> service.run(keyPrefix, plan, AcceptedListener.NONE));
      Waiting.during(BEFORE_CHANGE);
      members.make(change);
      figures.count(loaded.get());
      List<Gap> gaps = Gap.between(service.stack().postgres(), from, from.plus(change.watched()));
      figures.add(change, gaps);
      return gaps;
    }
  }
}
