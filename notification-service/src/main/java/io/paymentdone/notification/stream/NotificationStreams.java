package io.paymentdone.notification.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.stream.NewEntries.Position;
import io.paymentdone.notification.stream.StreamSlots.Slot;
import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemException;
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

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** How often it is looked for clients whose comment is due. */
  private static final Duration BEAT_TICK = Duration.ofSeconds(1);

  private final NewEntries newEntries;
  private final Bulkhead readers;
  private final StreamProperties properties;
  private final StreamSlots slots;
  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
  private final ReentrantLock looking = new ReentrantLock();
  private final RationedLog outageLines = new RationedLog(Duration.ofSeconds(5));
  private volatile boolean closed;

  NotificationStreams(
      NewEntries newEntries, Bulkhead readers, StreamProperties properties, MeterRegistry meters) {
    this.newEntries = newEntries;
    this.readers = readers;
    this.properties = properties;
    this.slots = new StreamSlots(properties.clientsMax(), properties.clientsMaxPerCaller());
    Gauge.builder("notification.stream.clients", slots, StreamSlots::taken)
        .description("Streams of this replica, those included that are being opened")
        .register(meters);
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedRateTask(new FixedRateTask(this::look, properties.tick(), Duration.ZERO));
    tasks.addFixedRateTask(new FixedRateTask(this::beat, BEAT_TICK, BEAT_TICK));
  }

  /**
   * Opens a stream of a user's entries: those behind an event's id, else new ones only.
   *
   * @param caller who is to be charged for it
   * @throws ProblemException 400 for an id that is of another user's partition; 429 when the caller
   *     has too many; 503 when there are too many in all, too many read, the database is away, or
   *     this replica stops
   */
  SseEmitter open(String caller, String userId, @Nullable LastEventId last) {
    if (closed) {
      throw ProblemException.unavailable(
          "unavailable", "This replica stops. Open the stream again.", RETRY_AFTER);
    }
    // Before it waits for anything: the web server does not tell that a client is gone meanwhile.
    Slot slot = slots.take(caller);
    try {
      return open(slot, userId, last);
    } catch (RuntimeException e) {
      slot.release();
      throw e;
    }
  }

  private SseEmitter open(Slot slot, String userId, @Nullable LastEventId last) {
    Map<Integer, Long> ends = readers.call(() -> newEntries.ends(userId));
    Map<Integer, Long> seen = last == null ? ends : last.within(ends.keySet()).offsets();
    SseEmitter emitter = new SseEmitter(0L);
    StreamClient client = new StreamClient(userId, slot, emitter, Topics.PARTITIONS, seen);
    emitter.onCompletion(() -> remove(client));
    emitter.onTimeout(() -> remove(client));
    emitter.onError(failure -> remove(client));
    clients.add(client);
    // At once, so that headers go out too, and the client knows that it is connected.
    run(client, () -> client.begin(properties.retry()));
    if (closed) {
      // Too late for those who end the streams there are.
      end(client);
    }
    return emitter;
  }

  private void remove(StreamClient client) {
    clients.remove(client);
    client.slot().release();
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
      outageLines
          .next()
          .ifPresent(_ -> log.warn("Streams wait for the database: {}", e.getMessage()));
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
      if (!unseen.isEmpty() && client.tryBusy()) {
        run(client, () -> client.send(unseen));
      }
    }
  }

  private void beat() {
    for (StreamClient client : clients) {
      if (client.isBeatDue() && client.tryBusy()) {
        run(client, () -> client.beat(properties.heartbeat()));
      }
    }
  }

  /** A client that is busy now: on a thread of its own, for one that is stuck holds up nobody. */
  private void run(StreamClient client, Send send) {
    Thread.ofVirtual()
        .name("stream")
        .start(() -> {
          try {
            send.run();
          } catch (IOException | IllegalStateException e) {
            log.debug("Stream ended", e);
            remove(client);
          }
        });
  }

  private void cutOffSlow() {
    long patience = properties.slowAfter().toNanos();
    List<StreamClient> slow =
        clients.stream().filter(client -> client.isBusyFor(patience)).toList();
    for (StreamClient client : slow) {
      log.info("Cutting off a stream that does not take its events");
      remove(client);
      end(client);
    }
  }

  /** An open stream is a request in progress: the web server would wait for its end. */
  @EventListener
  void on(ContextClosedEvent stopping) {
    closed = true;
    clients.forEach(NotificationStreams::end);
  }

  /** On a thread of its own: a write that is stuck has the emitter's lock. */
  private static void end(StreamClient client) {
    Thread.ofVirtual().start(client.emitter()::complete);
  }

  @FunctionalInterface
  private interface Send {
    void run() throws IOException;
  }
}
