package io.paymentdone.payment.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.http.server.observation.ServerHttpObservationDocumentation.LowCardinalityKeyNames;
import org.springframework.stereotype.Component;

/** Counts requests as Spring does those that pass its filters: same meter, same tags. */
@Component
final class OrdinaryPaymentMetrics {

  private static final String METER = "http.server.requests";

  /** Problems are answers, to Spring too. */
  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final Map<Integer, Timer> timers = new ConcurrentHashMap<>();

  OrdinaryPaymentMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(int status, long startNanos) {
    timers
        .computeIfAbsent(status, this::timer)
        .record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(int status) {
    return Timer.builder(METER)
        .tag(LowCardinalityKeyNames.METHOD.asString(), "POST")
        .tag(LowCardinalityKeyNames.URI.asString(), OrdinaryPaymentFilter.PATH)
        .tag(LowCardinalityKeyNames.STATUS.asString(), Integer.toString(status))
        .tags(List.of(Outcome.forStatus(status).asTag()))
        .tag(LowCardinalityKeyNames.EXCEPTION.asString(), NONE)
        .tag("error", NONE)
        .register(registry);
  }
}
