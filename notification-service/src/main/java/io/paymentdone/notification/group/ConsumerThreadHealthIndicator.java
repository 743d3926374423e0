package io.paymentdone.notification.group;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.stereotype.Component;

/** Part of liveness: broken once the consumer thread has ended unexpectedly. */
@Component
class ConsumerThreadHealthIndicator implements HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(ConsumerThreadHealthIndicator.class);

  private final ApplicationEventPublisher events;
  private volatile @Nullable String end;

  ConsumerThreadHealthIndicator(ApplicationEventPublisher events) {
    this.events = events;
  }

  @EventListener
  void on(ConsumerStoppedEvent stopped) {
    if (stopped.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
      log.error(
          "The consumer thread ended unexpectedly ({}): liveness is broken, so that the replica"
              + " is restarted",
          stopped.getReason());
      end = "the consumer thread ended unexpectedly (" + stopped.getReason() + "); see the log";
      AvailabilityChangeEvent.publish(events, stopped, LivenessState.BROKEN);
    }
  }

  @Override
  public Health health() {
    String reason = end;
    return reason == null
        ? Health.up().build()
        : Health.down().withDetail("reason", reason).build();
  }
}
