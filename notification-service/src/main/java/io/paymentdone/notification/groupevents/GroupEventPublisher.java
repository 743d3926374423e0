package io.paymentdone.notification.groupevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the {@link MemberLog} to {@link Topics#NOTIFICATION_GROUP_EVENTS} on a thread of its own.
 * An event that Kafka does not take in time is gone; the service never waits for it.
 *
 * <p>Starts before the listener containers and stops after them, so that the last revocation is
 * told too.
 */
final class GroupEventPublisher implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(GroupEventPublisher.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** A sign of life is sent each second, and answered or given up after ten. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private final MemberLog events;
  private final GroupEventsProperties properties;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final JsonMapper json;
  private volatile boolean running;
  private volatile long answeredNanos;
  private @Nullable Thread thread;

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
    Producer<byte[], byte[]> producer = null;
    long lastSignNanos = System.nanoTime();
    try {
      while (running || !events.queue().isEmpty()) {
        GroupEvent event =
            events.queue().poll(properties.activeInterval().toNanos(), TimeUnit.NANOSECONDS);
        if (event == null && !isSignDue(lastSignNanos)) {
          continue;
        }
        producer = isSilent(producer) ? reopen(producer) : producer;
        if (producer == null) {
          continue;
        }
        if (event != null) {
          send(producer, event);
        }
        if (isSignDue(lastSignNanos)) {
          lastSignNanos = System.nanoTime();
          send(producer, events.takeProgress());
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

  private boolean isSignDue(long lastSignNanos) {
    Duration interval =
        events.hasProgress() ? properties.activeInterval() : properties.idleInterval();
    return running && System.nanoTime() - lastSignNanos >= interval.toNanos();
  }

  /** A producer whose thread is dead takes records and never answers. */
  private boolean isSilent(@Nullable Producer<byte[], byte[]> producer) {
    return producer == null
        || System.nanoTime() - answeredNanos
            > SILENCE_MAX.plus(properties.idleInterval()).toNanos();
  }

  private @Nullable Producer<byte[], byte[]> reopen(@Nullable Producer<byte[], byte[]> silent) {
    if (silent != null) {
      silent.close(Duration.ZERO);
    }
    answeredNanos = System.nanoTime();
    try {
      return producers.get();
    } catch (KafkaException e) {
      log.debug("no producer for group events now", e);
      return null;
    }
  }

  private void send(Producer<byte[], byte[]> producer, GroupEvent event) {
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  Topics.NOTIFICATION_GROUP_EVENTS,
                  event.groupId().getBytes(UTF_8),
                  json.writeValueAsBytes(event)),
              (metadata, failure) -> {
                answeredNanos = System.nanoTime();
                if (failure != null) {
                  log.debug("a group event was not sent", failure);
                }
              });
    } catch (KafkaException e) {
      log.debug("a group event was not sent", e);
    }
  }
}
