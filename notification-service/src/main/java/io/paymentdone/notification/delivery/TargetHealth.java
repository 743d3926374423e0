package io.paymentdone.notification.delivery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Unwanted;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import io.paymentdone.web.logging.RationedLog;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this replica knows of a target: attempts in flight, and a circuit breaker that keeps all
 * lanes from being tried in turn while the target is down.
 */
final class TargetHealth {

  private static final Logger log = LoggerFactory.getLogger(TargetHealth.class);

  /** Attempts at a target that is tried again after a pause. */
  private static final int PROBES = 2;

  /** An attempt ends within half a lease: after that nobody has tried, and nothing is known. */
  private static final Duration TRIED_WITHIN = Duration.ofMinutes(1);

  /** A pause that the target did not ask for. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /**
   * The breaker's timer of a pause of nothing may run before the breaker is open, which then stays
   * so.
   */
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);

  private final Object address;
  private final CircuitBreaker breaker;
  private final AtomicInteger inFlight = new AtomicInteger();

  /** A target that fails now and then must not fill the log. */
  private final RationedLog pauses = new RationedLog(Duration.ofMinutes(1));

  private final AtomicBoolean announced = new AtomicBoolean();
  private long pausedUntilNanos = System.nanoTime();

  /**
   * A target that was not tried yet.
   *
   * @param name for the log
   * @param address where its deliveries go
   */
  TargetHealth(String name, Object address) {
    this(name, address, TRIED_WITHIN);
  }

  TargetHealth(String name, Object address, Duration triedWithin) {
    this.address = address;
    this.breaker = CircuitBreaker.of(name, config(triedWithin));
    breaker.getEventPublisher().onStateTransition(event -> announce(event.getStateTransition()));
  }

  private static CircuitBreakerConfig config(Duration triedWithin) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(20)
        .minimumNumberOfCalls(5)
        .failureRateThreshold(50)
        .waitDurationInOpenState(PAUSE)
        .permittedNumberOfCallsInHalfOpenState(PROBES)
        .automaticTransitionFromOpenToHalfOpenEnabled(true)
        .maxWaitDurationInHalfOpenState(triedWithin)
        .transitionToStateAfterWaitDuration(State.CLOSED)
        .writableStackTraceEnabled(false)
        .build();
  }

  private void announce(StateTransition transition) {
    switch (transition.getToState()) {
      case OPEN -> {
        if (transition.getFromState() == State.CLOSED) {
          pauses.next().ifPresent(this::announcePause);
        }
      }
      case CLOSED -> {
        if (announced.compareAndSet(true, false)) {
          log.info("Target {} is tried without pauses again", breaker.getName());
        }
      }
      default -> {}
    }
  }

  private void announcePause(long heldBack) {
    announced.set(true);
    log.warn(
        "Target {} is paused, because it failed or asked for it: its deliveries wait, and it is"
            + " tried again in a while. {} earlier pauses had no line.",
        breaker.getName(),
        heldBack);
  }

  /** Where the deliveries go of which this is known. */
  Object address() {
    return address;
  }

  /** Whether its deliveries wait because of it: all, or all but those that try it again. */
  boolean isPaused() {
    return breaker.getState() != State.CLOSED;
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
          pauseFor(failed.retryAfter());
        }
      }
      case Failed _, Rejected _, Delivered _ ->
          breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Attempts in flight may be asked for different pauses: the one that ends last counts. */
  private synchronized void pauseFor(Duration asked) {
    boolean paused = breaker.getState() == State.OPEN;
    Duration least = paused ? PAUSE : PAUSE_MIN;
    Duration pause = asked.compareTo(least) < 0 ? least : asked;
    long until = System.nanoTime() + pause.toNanos();
    if (!paused || until - pausedUntilNanos > 0) {
      pausedUntilNanos = until;
      breaker.transitionToOpenStateFor(pause);
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
