package io.paymentdone.notification.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.stream.NewEntries.Position;
import io.paymentdone.web.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedRateTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * All open streams of this replica. They are fed from the table, not from this replica's share of
 * the topic: it does not matter which replica a client is connected to.
 */
@Component
class NotificationStreams implements SchedulingConfigurer {

  private static final Logger log = LoggerFactory.getLogger(NotificationStreams.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final NewEntries newEntries;
  private final StreamProperties properties;
  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
  private final ReentrantLock looking = new ReentrantLock();
  private volatile boolean closed;

  NotificationStreams(NewEntries newEntries, StreamProperties properties, MeterRegistry meters) {
    this.newEntries = newEntries;
    this.properties = properties;
    Gauge.builder("notification.stream.clients", clients, Set::size)
        .description("Open streams of this replica")
        .register(meters);
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedRateTask(new FixedRateTask(this::look, properties.tick(), Duration.ZERO));
    tasks.addFixedRateTask(
        new FixedRateTask(this::beat, properties.heartbeat(), properties.heartbeat()));
  }

  /**
   * Opens a stream of a user's entries: those behind an event's id, else new ones only.
   *
   * @throws ProblemException 503 when there are too many, or this replica stops
   */
  SseEmitter open(String userId, @Nullable EventId last) {
    if (closed || clients.size() >= properties.clientsMax()) {
      throw ProblemException.unavailable(
          "too-many-streams", "This replica takes no further stream.", RETRY_AFTER);
    }
    Map<Integer, Long> seen = last == null ? newEntries.ends(userId) : last.offsets();
    SseEmitter emitter = new SseEmitter(0L);
    StreamClient client = new StreamClient(userId, emitter, Topics.PARTITIONS, seen);
    emitter.onCompletion(() -> clients.remove(client));
    emitter.onTimeout(() -> clients.remove(client));
    emitter.onError(failure -> clients.remove(client));
    // At once, so that headers go out too, and the client knows that it is connected.
    run(client, client::begin);
    clients.add(client);
    return emitter;
  }

  /** One query for all clients that are not busy. */
  private void look() {
    if (clients.isEmpty() || !looking.tryLock()) {
      return;
    }
    try {
      cutOffSlow();
      List<StreamClient> ready = clients.stream().filter(client -> !client.isBusy()).toList();
      Set<Position> positions =
          ready.stream().flatMap(StreamClient::positions).collect(Collectors.toSet());
      if (!positions.isEmpty()) {
        hand(ready, newEntries.behind(positions));
      }
    } catch (DataAccessException e) {
      log.warn("Streams wait for the database: {}", e.getMessage());
    } finally {
      looking.unlock();
    }
  }

  private void hand(List<StreamClient> ready, Map<Position, List<NotificationItem>> entries) {
    for (StreamClient client : ready) {
      List<NotificationItem> unseen =
          client
              .positions()
              .flatMap(position -> entries.getOrDefault(position, List.of()).stream())
              .toList();
      if (!unseen.isEmpty()) {
        run(client, () -> client.send(unseen));
      }
    }
  }

  private void beat() {
    for (StreamClient client : clients) {
      run(client, client::beat);
    }
  }

  /** On a thread of its own: a client whose connection is stuck holds up nobody. */
  private void run(StreamClient client, Send send) {
    if (!client.tryBusy()) {
      return;
    }
    Thread.ofVirtual()
        .name("stream")
        .start(() -> {
          try {
            send.run();
          } catch (IOException | IllegalStateException e) {
            log.debug("Stream ended", e);
            clients.remove(client);
          }
        });
  }

  private void cutOffSlow() {
    long patience = properties.slowAfter().toNanos();
    List<StreamClient> slow =
        clients.stream().filter(client -> client.isBusyFor(patience)).toList();
    for (StreamClient client : slow) {
      log.info("Cutting off a stream that does not take its events");
      clients.remove(client);
      Thread.ofVirtual().start(client.emitter()::complete);
    }
  }

  /** An open stream is a request in progress: the web server would wait for its end. */
  @EventListener
  void on(ContextClosedEvent stopping) {
    closed = true;
    for (StreamClient client : clients) {
      Thread.ofVirtual().start(client.emitter()::complete);
    }
  }

  @FunctionalInterface
  private interface Send {
    void run() throws IOException;
  }
}
