package io.paymentdone.notification.delivery;

import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Unwanted;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import io.paymentdone.web.logging.RepeatedFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Sends the deliveries of a claimed lane, one after the other.
 *
 * <p>If the database cannot store an outcome, the worker tries again for the length of a lease;
 * then the delivery is sent again with the same id.
 */
final class LaneWorker {

  private static final Logger log = LoggerFactory.getLogger(LaneWorker.class);

  /** Deliveries after which a lane gives its place to another one of its target. */
  private static final int DELIVERIES_AT_A_TIME = 50;

  /** How soon a lane is claimed again whose target must not be tried, or takes nothing now. */
  private static final Duration UNTIL_PROBE = Duration.ofSeconds(1);

  private static final Duration STORE_PAUSE = Duration.ofMillis(500);

  private final Channel channel;
  private final TargetHealth health;
  private final LaneTable lanes;
  private final Endings endings;
  private final RetrySchedule schedule;
  private final DeliveryMetrics metrics;
  private final DeliveryProperties properties;
  private final Clock clock;
  private final RepeatedFailure storing;
  private final RepeatedFailure unexpected;
  private final BooleanSupplier ending;

  LaneWorker(
      Channel channel,
      TargetHealth health,
      LaneTable lanes,
      Endings endings,
      RetrySchedule schedule,
      DeliveryMetrics metrics,
      DeliveryProperties properties,
      Clock clock,
      RepeatedFailure storing,
      RepeatedFailure unexpected,
      BooleanSupplier ending) {
    this.channel = channel;
    this.health = health;
    this.lanes = lanes;
    this.endings = endings;
    this.schedule = schedule;
    this.metrics = metrics;
    this.properties = properties;
    this.clock = clock;
    this.storing = storing;
    this.unexpected = unexpected;
    this.ending = ending;
  }

  /**
   * Sends until nothing waits, an attempt fails, or others have waited long enough.
   *
   * @throws InterruptedException if the service stops
   */
  void send(Claim claim) throws InterruptedException {
    Claim current = claim;
    for (int sent = 1; current != null; sent++) {
      boolean goOn = sent < DELIVERIES_AT_A_TIME && !ending.getAsBoolean();
      current = send(current, goOn);
    }
  }

  /** Sends the head; returns the claim with the next one, or null if the lane was given back. */
  private @Nullable Claim send(Claim claim, boolean goOn) throws InterruptedException {
    Claim.Head head = claim.head();
    if (head == null) {
      // The claim's snapshot is older than the lane's row and does not have the delivery yet.
      store(() -> release(claim, Duration.ZERO));
      return null;
    }
    Instant begin = clock.instant();
    if (head.delivery() == null) {
      DeliveryAttempt none =
          new DeliveryAttempt(
              begin, null, 0, "The feed entry was purged; there is nothing to send.");
      return store(() -> endings.store(new Ending(claim, DeliveryState.DEAD, none, goOn)));
    }
    if (claim.age().compareTo(properties.lease().dividedBy(2)) > 0) {
      // The process was frozen. What it would send now, another worker may have sent before it.
      store(() -> release(claim, Duration.ZERO));
      return null;
    }
    if (!health.permits()) {
      store(() -> release(claim, UNTIL_PROBE));
      return null;
    }
    long beginNanos = System.nanoTime();
    Outcome outcome = attempt(claim, head.delivery());
    Duration took = Duration.ofNanos(System.nanoTime() - beginNanos);
    health.ended(outcome, took);
    return switch (outcome) {
      case Withheld _ -> {
        store(() -> release(claim, UNTIL_PROBE));
        yield null;
      }
      case Unwanted unwanted -> {
        DeliveryAttempt none = new DeliveryAttempt(begin, null, took.toMillis(), unwanted.reason());
        yield store(() -> endings.store(new Ending(claim, DeliveryState.DEAD, none, goOn)));
      }
      case Delivered delivered -> {
        metrics.attempted(channel.name(), delivered, false, took);
        DeliveryAttempt attempt =
            new DeliveryAttempt(begin, delivered.status(), took.toMillis(), null);
        yield store(() -> endings.store(new Ending(claim, DeliveryState.DELIVERED, attempt, goOn)));
      }
      case Rejected rejected -> {
        metrics.attempted(channel.name(), rejected, true, took);
        DeliveryAttempt attempt =
            new DeliveryAttempt(begin, rejected.status(), took.toMillis(), rejected.error());
        yield store(() -> endings.store(new Ending(claim, DeliveryState.DEAD, attempt, goOn)));
      }
      case Failed failed -> {
        DeliveryAttempt attempt =
            new DeliveryAttempt(begin, failed.status(), took.toMillis(), failed.error());
        Duration after = schedule.after(head.tries() + 1);
        metrics.attempted(channel.name(), failed, after == null, took);
        if (after == null) {
          yield store(() -> endings.store(new Ending(claim, DeliveryState.DEAD, attempt, goOn)));
        }
        Duration wait = max(after, failed.retryAfter());
        store(() -> lanes.retry(claim, attempt, wait));
        yield null;
      }
    };
  }

  private Outcome attempt(Claim claim, Delivery delivery) throws InterruptedException {
    try {
      return channel.send(delivery);
    } catch (InterruptedException e) {
      health.cancelled();
      lanes.release(claim, Duration.ZERO);
      throw e;
    } catch (RuntimeException e) {
      if (unexpected.isNews(e.getClass().getSimpleName())) {
        log.error("Delivery {} failed unexpectedly; it is tried again", delivery.id(), e);
      }
      return new Failed(null, "Internal error of the sender.", null, false);
    }
  }

  private @Nullable Claim release(Claim claim, Duration after) {
    lanes.release(claim, after);
    return null;
  }

  private <T extends @Nullable Object> T store(Supplier<T> change) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        T result = change.get();
        storing.end();
        return result;
      } catch (DataAccessException e) {
        if (System.nanoTime() - begin > properties.lease().toNanos()) {
          throw e;
        }
        if (storing.isNews(e.getClass().getSimpleName())) {
          log.warn("The outcome of a delivery cannot be stored; this is retried", e);
        }
        try {
          Thread.sleep(STORE_PAUSE);
        } catch (InterruptedException stopping) {
          // The last try: what is not stored now is sent once more.
          if (change.get() instanceof Claim next) {
            lanes.release(next, Duration.ZERO);
          }
          throw stopping;
        }
      }
    }
  }

  private static Duration max(Duration one, @Nullable Duration other) {
    return other == null || one.compareTo(other) >= 0 ? one : other;
  }
}
