package io.paymentdone.notification.groupevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.overload.RepeatedTask;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes the {@link MemberLog} to {@link Topics#NOTIFICATION_GROUP_EVENTS} on a thread of its
 * own. An event that Kafka does not accept in time is dropped; the service never waits for it.
 *
 * <p>Starts before the listener containers and stops after them, so that the last revocation is
 * published too.
 */
final class GroupEventPublisher implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(GroupEventPublisher.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

  /** A heartbeat is sent each second, and acknowledged or given up after ten. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private final MemberLog events;
  private final GroupEventsProperties properties;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final JsonMapper json;
  private final RepeatedFailure refusals = new RepeatedFailure(Clock.systemUTC());
  private volatile boolean running;
  private volatile long acknowledgedNanos;
  private @Nullable Thread thread;

  /** The thread's own. */
  private @Nullable Producer<byte[], byte[]> producer;

  /** The thread's own. */
  private long lastProgressNanos;

  GroupEventPublisher(
      MemberLog events,
      GroupEventsProperties properties,
      Supplier<Producer<byte[], byte[]>> producers,
      JsonMapper json) {
    this.events = events;
    this.properties = properties;
    this.producers = producers;
    this.json = json;
  }

  @Override
  public synchronized void start() {
    running = true;
    thread = Thread.ofPlatform().name("group-events").daemon().start(this::run);
  }

  @Override
  public synchronized void stop() {
    running = false;
    Thread sender = thread;
    if (sender == null) {
      return;
    }
    try {
      sender.join(CLOSE_TIMEOUT.multipliedBy(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return AbstractMessageListenerContainer.DEFAULT_PHASE - 1;
  }

  private void run() {
    RepeatedTask turn = new RepeatedTask("publishing of group events", this::publishNext);
    lastProgressNanos = System.nanoTime();
    try {
      while (running || !events.queue().isEmpty()) {
        // While the service stops, each failure takes an event, so the queue gets empty.
        if (!turn.attempt() && running) {
          Thread.sleep(FAILURE_PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (producer != null) {
        producer.close(CLOSE_TIMEOUT);
      }
    }
  }

  private void publishNext() throws InterruptedException {
    GroupEvent event =
        events.queue().poll(properties.activeInterval().toNanos(), TimeUnit.NANOSECONDS);
    if (event == null && !isProgressDue()) {
      return;
    }
    Producer<byte[], byte[]> open = open();
    if (open == null) {
      return;
    }
    if (event != null) {
      send(open, event);
    }
    if (isProgressDue()) {
      lastProgressNanos = System.nanoTime();
      send(open, events.takeProgress());
    }
  }

  private boolean isProgressDue() {
    Duration interval =
        events.hasProgress() ? properties.activeInterval() : properties.idleInterval();
    return running && System.nanoTime() - lastProgressNanos >= interval.toNanos();
  }

  /** The producer, another one in place of one that is stuck; null if there can be none now. */
  private @Nullable Producer<byte[], byte[]> open() {
    Producer<byte[], byte[]> present = producer;
    if (present != null && !isStuck()) {
      return present;
    }
    producer = null;
    if (present != null) {
      present.close(Duration.ZERO);
    }
    acknowledgedNanos = System.nanoTime();
    try {
      producer = producers.get();
    } catch (KafkaException e) {
      log.debug("the producer for group events cannot be created now", e);
    }
    return producer;
  }

  /** A producer whose sender thread has died accepts records but never completes them. */
  private boolean isStuck() {
    return System.nanoTime() - acknowledgedNanos
        > SILENCE_MAX.plus(properties.idleInterval()).toNanos();
  }

  private void send(Producer<byte[], byte[]> open, GroupEvent event) {
    try {
      var _ =
          open.send(
              new ProducerRecord<>(
                  Topics.NOTIFICATION_GROUP_EVENTS,
                  event.groupId().getBytes(UTF_8),
                  json.writeValueAsBytes(event)),
              (metadata, failure) -> {
                acknowledgedNanos = System.nanoTime();
                if (failure == null) {
                  refusals.end();
                } else {
                  notSent(failure);
                }
              });
    } catch (KafkaException e) {
      notSent(e);
    }
  }

  /** An outage of Kafka is reported elsewhere; a right that only this producer needs is not. */
  private void notSent(Exception failure) {
    if (failure instanceof AuthorizationException && refusals.isNews(failure.toString())) {
      log.warn("Kafka refuses the group events, so the console sees none: {}", failure.toString());
    } else {
      log.debug("a group event was not sent", failure);
    }
  }
}
