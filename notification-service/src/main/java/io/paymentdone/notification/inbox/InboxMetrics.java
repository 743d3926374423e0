package io.paymentdone.notification.inbox;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.paymentdone.notification.deadletter.RejectedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Metrics of the inbox. */
@Component
class InboxMetrics {

  private final MeterRegistry registry;
  private final DistributionSummary batchSize;
  private final Timer insert;
  private final Timer age;

  InboxMetrics(MeterRegistry registry) {
    this.registry = registry;
    batchSize =
        DistributionSummary.builder("notification.batch.size")
            .description("Records of a batch")
            .register(registry);
    insert =
        Timer.builder("notification.insert")
            .description("Time to store a batch, its transaction's commit included")
            .register(registry);
    age =
        Timer.builder("notification.age")
            .description("From the payment to its feed entry")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofMinutes(10))
            .register(registry);
  }

  <T> T timeInsert(Supplier<T> work) {
    return insert.record(work);
  }

  void received(
      int records,
      List<ReceivedEvent> events,
      List<RejectedRecord> deadLetters,
      int expired,
      Instant now) {
    batchSize.record(records);
    registry.counter("notification.records").increment(records);
    registry.counter("notification.expired").increment(expired);
    deadLetters.stream()
        .collect(Collectors.groupingBy(RejectedRecord::reason, Collectors.counting()))
        .forEach((reason, count) ->
            registry
                .counter("notification.dead.letters", "reason", reason.code())
                .increment(count));
    for (ReceivedEvent received : events) {
      Duration passed = Duration.between(received.event().occurredAt(), now);
      age.record(passed.isNegative() ? Duration.ZERO : passed);
    }
  }
}
