package io.paymentdone.benchmarks.start;

import static io.paymentdone.benchmarks.report.Samples.number;

import io.paymentdone.benchmarks.drain.EventSource;
import io.paymentdone.benchmarks.report.Benchmark;
import io.paymentdone.benchmarks.report.Progress;
import io.paymentdone.benchmarks.report.Result;
import io.paymentdone.benchmarks.report.Settings;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.AotCache;
import io.paymentdone.servers.process.JvmOptions;
import io.paymentdone.servers.process.PackagedService;
import io.paymentdone.servers.process.ServiceModule;
import io.paymentdone.servers.process.ServiceProcess;
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

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public Result run(Settings settings, Progress progress) throws Exception {
    progress.say("starting PostgreSQL and Kafka, making the caches");
    try (Stack stack = Stack.start(name())) {
      Map<Kind, JvmOptions> options = options();
      StartFigures figures = new StartFigures();
      for (int round = 0; round <= settings.rounds(); round++) {
        for (Map.Entry<Kind, JvmOptions> each : options.entrySet()) {
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
  record Kind(ServiceModule service, boolean cached) {

    static final Kind NOTIFICATION_CACHED = new Kind(ServiceModule.NOTIFICATION, true);

    @Override
    public String toString() {
      return service.module() + (cached ? ", AOT cache" : ", no cache");
    }
  }

  /** One start. */
  record Started(double seconds, long residentMegabytes) {}

  private static Map<Kind, JvmOptions> options() {
    Map<Kind, JvmOptions> options = new LinkedHashMap<>();
    for (ServiceModule service : List.of(ServiceModule.NOTIFICATION, ServiceModule.PAYMENT)) {
      AotCache cache = new AotCache(Stack.packaged(service), Stack.JVM_OPTIONS);
      cache.make();
      options.put(new Kind(service, false), Stack.JVM_OPTIONS);
      options.put(new Kind(service, true), cache.options());
    }
    return options;
  }

  private static Started start(Stack stack, ServiceModule service, JvmOptions options) {
    boolean consumes = service == ServiceModule.NOTIFICATION;
    long inFeed = stack.topic().recordsInFeed();
    if (consumes) {
      new EventSource(stack.kafka().bootstrapServers()).send(1);
    }
    PackagedService packaged = Stack.packaged(service);
    long begin = System.nanoTime();
    ServiceProcess process = stack.start(packaged, 1, options);
    BooleanSupplier works =
        consumes
            ? () -> stack.topic().recordsInFeed() > inFeed
            : () -> FirstPayment.isAccepted(process.port());
    Waiting.require(TIMEOUT, process.name() + " works", works);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long megabytes = ResidentMemory.megabytes(process.pid());
    process.awaitReady();
    process.stop();
    return new Started(seconds, megabytes);
  }
}
