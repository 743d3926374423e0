package io.paymentdone.notification.delivery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Unwanted;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this replica knows of a target: attempts in flight, and a circuit breaker that keeps all
 * lanes from being tried in turn while the target is down.
 */
final class TargetHealth {

  /** Attempts at a target that is tried again after a pause. */
  private static final int PROBES = 2;

  private static final CircuitBreakerConfig CONFIG =
      CircuitBreakerConfig.custom()
          .slidingWindowType(SlidingWindowType.COUNT_BASED)
          .slidingWindowSize(20)
          .minimumNumberOfCalls(5)
          .failureRateThreshold(50)
          .waitDurationInOpenState(Duration.ofSeconds(10))
          .permittedNumberOfCallsInHalfOpenState(PROBES)
          .automaticTransitionFromOpenToHalfOpenEnabled(true)
          .maxWaitDurationInHalfOpenState(Duration.ofMinutes(1))
          .writableStackTraceEnabled(false)
          .build();

  private final CircuitBreaker breaker;
  private final AtomicInteger inFlight = new AtomicInteger();

  TargetHealth(int target) {
    this.breaker = CircuitBreaker.of(String.valueOf(target), CONFIG);
  }

  /** Lanes of the target that may be claimed now. */
  int slots(int limit) {
    int most =
        switch (breaker.getState()) {
          case OPEN, FORCED_OPEN -> 0;
          case HALF_OPEN -> Math.min(limit, PROBES);
          case CLOSED, DISABLED, METRICS_ONLY -> limit;
        };
    return Math.max(0, most - inFlight.get());
  }

  void claimed() {
    inFlight.incrementAndGet();
  }

  void released() {
    inFlight.decrementAndGet();
  }

  /**
   * Whether an attempt may be made now; each true is followed by {@link #ended} or {@link
   * #cancelled}.
   */
  boolean permits() {
    return breaker.tryAcquirePermission();
  }

  void cancelled() {
    breaker.releasePermission();
  }

  /** Takes the outcome of an attempt into account. */
  void ended(Outcome outcome, Duration took) {
    switch (outcome) {
      case Withheld _, Unwanted _ -> breaker.releasePermission();
      case Failed failed when failed.wholeTarget() || failed.retryAfter() != null -> {
        breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new TargetUnavailableException());
        if (failed.retryAfter() != null) {
          breaker.transitionToOpenStateFor(failed.retryAfter());
        }
      }
      case Failed _, Rejected _, Delivered _ ->
          breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** What the breaker counts. */
  private static final class TargetUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TargetUnavailableException() {
      super("the target is unavailable", null, false, false);
    }
  }
}
