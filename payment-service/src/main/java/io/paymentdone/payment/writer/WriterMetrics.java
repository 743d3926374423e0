package io.paymentdone.payment.writer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The write path's meters. */
final class WriterMetrics {

  private final MeterRegistry registry;
  private final DistributionSummary batchSize;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  WriterMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.batchSize =
        DistributionSummary.builder("payment.writer.batch.size")
            .description("Payments of one statement")
            .register(registry);
  }

  void queue(Collection<?> queue) {
    Gauge.builder("payment.writer.queue", queue, Collection::size)
        .description("Payments that wait for the next batch")
        .register(registry);
  }

  void batch(int size) {
    batchSize.record(size);
  }

  void accepted(Outcome outcome, long nanos) {
    timers.computeIfAbsent(tag(outcome), this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private static String tag(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Stored stored -> stored.replayed() ? "replayed" : "created";
      case Outcome.NotAdmitted refused -> refused.refusal().code();
      case Outcome.Failure.KEY_REUSED -> "key-reused";
      case Outcome.Failure.OVERLOADED -> "overloaded";
      case Outcome.Failure.UNAVAILABLE -> "unavailable";
      case Outcome.Failure.UNSTORABLE -> "invalid-request";
      case Outcome.Failure.UNKNOWN -> "outcome-unknown";
    };
  }

  private Timer timer(String outcome) {
    return Timer.builder("payment.writer.accept")
        .description("From the queue to the outcome")
        .tag("outcome", outcome)
        .publishPercentileHistogram()
        .register(registry);
  }
}
