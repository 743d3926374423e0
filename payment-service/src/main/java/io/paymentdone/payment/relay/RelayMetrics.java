package io.paymentdone.payment.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What the relay counts and times. */
final class RelayMetrics {

  private final Timer sends;
  private final Counter reopened;
  private final Counter healed;
  private final Counter republished;
  private final Counter undecodable;

  RelayMetrics(MeterRegistry registry) {
    sends =
        Timer.builder("payment.relay.published")
            .description("Events acknowledged by Kafka, and the time from send to acknowledgement")
            .register(registry);
    reopened =
        Counter.builder("payment.relay.reopened")
            .description("Streams that ended with a fault")
            .register(registry);
    healed =
        Counter.builder("payment.relay.healed")
            .description("Lost slots that were replaced")
            .register(registry);
    republished =
        Counter.builder("payment.relay.republished")
            .description("Events published from the table instead of the WAL")
            .register(registry);
    undecodable =
        Counter.builder("payment.relay.undecodable")
            .description("Attempts to read an event that this version cannot read")
            .register(registry);
  }

  void acknowledged(long nanos) {
    sends.record(nanos, TimeUnit.NANOSECONDS);
  }

  void reopened() {
    reopened.increment();
  }

  void healed() {
    healed.increment();
  }

  void republished() {
    republished.increment();
  }

  void undecodable() {
    undecodable.increment();
  }
}
