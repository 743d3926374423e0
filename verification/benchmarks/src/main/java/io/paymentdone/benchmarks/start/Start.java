package io.paymentdone.benchmarks.start;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.drain.EventSource;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Settings;
import io.paymentdone.benchmarks.stack.JvmProcess;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.benchmarks.stack.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * From the start of the process until the service has done something: the notification service has
 * written a waiting event into the feed, the payment service has accepted a payment. With and
 * without the JDK's ahead-of-time cache.
 */
public final class Start implements Benchmark {

  private static final String PAYMENT = "payment-service";
  private static final String NOTIFICATION = "notification-service";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting PostgreSQL and Kafka, making the caches");
    try (Stack stack = Stack.start(name())) {
      Map<Kind, List<String>> flags = flags();
      StartFigures figures = new StartFigures();
      for (int round = 0; round <= settings.rounds(); round++) {
        for (Map.Entry<Kind, List<String>> each : flags.entrySet()) {
          Started started = start(stack, each.getKey().service(), each.getValue());
          // The first round also makes the tables.
          if (round > 0) {
            figures.add(each.getKey(), started);
            progress.say(
                String.format(
                    Locale.ROOT,
                    "round %d of %d, %s: %s s, %d MB",
                    round,
                    settings.rounds(),
                    each.getKey(),
                    number(started.seconds(), 2),
                    started.residentMegabytes()));
          }
        }
      }
      return figures.result(name());
    }
  }

  /** A service, and how it is started. */
  record Kind(String service, boolean cached) {

    static final Kind NOTIFICATION_CACHED = new Kind(NOTIFICATION, true);

    @Override
    public String toString() {
      return service + (cached ? ", AOT cache" : ", no cache");
    }
  }

  /** One start. */
  record Started(double seconds, long residentMegabytes) {}

  private static Map<Kind, List<String>> flags() throws IOException {
    Map<Kind, List<String>> flags = new LinkedHashMap<>();
    for (String service : List.of(NOTIFICATION, PAYMENT)) {
      flags.put(new Kind(service, false), List.of());
      flags.put(
          new Kind(service, true), List.of(AotCache.flag(service, service.equals(NOTIFICATION))));
    }
    return flags;
  }

  private static Started start(Stack stack, String service, List<String> flags)
      throws InterruptedException {
    boolean consumes = service.equals(NOTIFICATION);
    long inFeed = stack.topic().recordsInFeed();
    if (consumes) {
      new EventSource(stack.kafka().bootstrapServers()).send(1);
    }
    long begin = System.nanoTime();
    JvmProcess process =
        stack.startPackaged(service, 1, consumes ? "notification" : "payment", flags);
    BooleanSupplier works =
        consumes ? () -> stack.topic().recordsInFeed() > inFeed : process::acceptsPayment;
    Waiting.require(TIMEOUT, service + " works", works);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long megabytes = process.residentMegabytes();
    process.awaitReady();
    process.terminate();
    return new Started(seconds, megabytes);
  }
}
