package io.paymentdone.benchmarks.growth;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.check.CheckedLoad;
import io.paymentdone.benchmarks.check.Loaded;
import io.paymentdone.benchmarks.drain.FeedDrain;
import io.paymentdone.benchmarks.load.AcceptedListener;
import io.paymentdone.benchmarks.load.FeedRequests;
import io.paymentdone.benchmarks.load.HttpLoad;
import io.paymentdone.benchmarks.load.LoadPlan;
import io.paymentdone.benchmarks.load.LoadResult;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Settings;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.process.ServiceProcess;
import io.paymentdone.testsupport.StoredPayments;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Acceptance, feed reads and drain with few and with many stored payments. */
public final class Growth implements Benchmark {

  private static final int CONNECTIONS = 64;
  private static final int READERS = 16;
  private static final int EVENTS = 100_000;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    GrowthFigures figures = new GrowthFigures();
    for (int stored : settings.stored()) {
      measure(stored, settings, progress, figures);
    }
    return figures.result(name());
  }

  private void measure(int stored, Settings settings, Progress progress, GrowthFigures figures)
      throws SQLException {
    progress.say("starting PostgreSQL, Kafka and the services");
    try (Stack stack = Stack.start(name())) {
      ServiceProcess payment = stack.startPayment();
      ServiceProcess notification = stack.startNotification(1);
      payment.awaitReady();
      notification.awaitReady();
      progress.say(String.format(Locale.ROOT, "storing %s payments", number(stored, 0)));
      new StoredPayments(stored, "user-", Duration.ofMillis(10), Duration.ZERO)
          .write(stack.postgres());
      CheckedLoad service = new CheckedLoad(stack, payment.port(), "payment");
      service.warmUp("payment-service", settings.window(), progress);
      FeedDrain.run(stack, List.of(notification), EVENTS);
      for (int round = 1; round <= settings.rounds(); round++) {
        LoadPlan plan =
            LoadPlan.closed(payment.port(), CONNECTIONS, settings.warmUp(), settings.window());
        Loaded loaded =
            service.run("growth-" + stored + "-" + round + "-", plan, AcceptedListener.NONE);
        LoadResult read = read(notification, settings);
        double drained = FeedDrain.run(stack, List.of(notification), EVENTS).eventsPerSecond();
        figures.add(stored, loaded, read, drained);
        progress.say(
            String.format(
                Locale.ROOT,
                "round %d of %d, %s stored: %s payments/s, %s feed reads/s, drain %s events/s",
                round,
                settings.rounds(),
                number(stored, 0),
                number(loaded.result().ratePerSecond(), 0),
                number(read.ratePerSecond(), 0),
                number(drained, 0)));
      }
    }
  }

  private static LoadResult read(ServiceProcess notification, Settings settings) {
    return HttpLoad.run(
        LoadPlan.closed(notification.port(), READERS, settings.warmUp(), settings.window()),
        new FeedRequests(notification.port()),
        AcceptedListener.NONE);
  }
}
