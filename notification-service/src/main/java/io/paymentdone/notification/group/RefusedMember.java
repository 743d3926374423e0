package io.paymentdone.notification.group;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerRetryAuthEvent.Reason;
import org.springframework.stereotype.Component;

/**
 * Replaces a consumer that Kafka has refused a right. With KIP-848 a member whose heartbeat is
 * refused has left its group for good: it polls on without an error and without a record, whatever
 * rights it gets later.
 */
@Component
final class RefusedMember {

  private static final Logger log = LoggerFactory.getLogger(RefusedMember.class);

  /** The listener container waits as long, and logs the refusal each time. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final ListenerStart listeners;
  private final Membership membership;

  /** Whether a new consumer is about to be made. */
  private volatile boolean replacing;

  /** Whether this replica was a member when Kafka refused, and is none since. */
  private volatile boolean removed;

  RefusedMember(ListenerStart listeners, Membership membership) {
    this.listeners = listeners;
    this.membership = membership;
  }

  /**
   * Why a replica that was a member is none at the moment; empty if it is one, or never was. As an
   * outage of Kafka it is no reason to take the feeds out of service.
   */
  Optional<String> removal() {
    if (removed && !replacing && membership.problem().isEmpty()) {
      removed = false;
    }
    return removed
        ? Optional.of("Kafka refuses the consumer a right, which the log names")
        : Optional.empty();
  }

  /** On the consumer's thread, which ends only after this call. */
  @EventListener
  void on(ConsumerRetryAuthEvent refusal) {
    if (refusal.getReason() == Reason.AUTHORIZATION && !replacing) {
      removed = removed || membership.problem().isEmpty();
      replacing = true;
      Thread.ofPlatform().name("listener-restart").daemon().start(this::replace);
    }
  }

  private void replace() {
    try {
      Thread.sleep(PAUSE);
      log.info("The consumer is replaced: Kafka refused it a right {} s ago", PAUSE.toSeconds());
      listeners.restart();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      removed = false;
      log.error("The consumer could not be replaced: this replica receives nothing", e);
    } finally {
      replacing = false;
    }
  }
}
