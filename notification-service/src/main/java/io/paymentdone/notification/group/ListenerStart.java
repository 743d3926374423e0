package io.paymentdone.notification.group;

import io.paymentdone.web.overload.RepeatedTask;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Starts the listener once its consumer can be created, which is impossible while no broker's host
 * name resolves. The service itself starts nevertheless, so that clients can read the feeds.
 */
@Component
final class ListenerStart implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ListenerStart.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KafkaListenerEndpointRegistry listeners;
  private volatile @Nullable String problem;
  private @Nullable Thread retrying;
  private boolean running;

  ListenerStart(KafkaListenerEndpointRegistry listeners) {
    this.listeners = listeners;
  }

  /** Why the listener has not started; empty if it has. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public synchronized void start() {
    running = true;
    if (!startListeners()) {
      retryInBackground();
    }
  }

  /**
   * Replaces the consumers by new ones, which start in the background; does nothing while the
   * service stops.
   */
  synchronized void restart() {
    if (running) {
      listeners.getListenerContainers().forEach(MessageListenerContainer::stop);
      retryInBackground();
    }
  }

  private void retryInBackground() {
    retrying = Thread.ofPlatform().name("listener-start").daemon().start(this::retry);
  }

  private void retry() {
    RepeatedTask start = new RepeatedTask("start of the listener", this::startListeners);
    try {
      while (!start.attempt() || problem != null) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether all listeners run, or none is to run. */
  private synchronized boolean startListeners() {
    for (MessageListenerContainer listener : listeners.getListenerContainers()) {
      try {
        if (running && !listener.isRunning()) {
          listener.start();
        }
      } catch (KafkaException e) {
        listener.stop();
        failed(ClientCreationFailure.describe(e));
        return false;
      } catch (RuntimeException | Error e) {
        // Half started, it would count as running.
        listener.stop();
        failed(e.toString());
        throw e;
      }
    }
    problem = null;
    return true;
  }

  private void failed(String why) {
    if (!why.equals(problem)) {
      log.warn("The listener cannot start yet: {}", why);
    }
    problem = why;
  }

  /** Stops the retries; the registry stops the listeners. */
  @Override
  public synchronized void stop() {
    running = false;
    if (retrying != null) {
      retrying.interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }
}
