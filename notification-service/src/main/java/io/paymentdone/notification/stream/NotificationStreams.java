package io.paymentdone.notification.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.events.Topics;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.feed.NotificationText;
import io.paymentdone.notification.stream.NewEntries.Position;
import io.paymentdone.notification.stream.StreamOwner.Kind;
import io.paymentdone.notification.stream.StreamSlots.Slot;
import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
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
 * All open streams of this replica. New entries are read from the table, not from the partitions of
 * this replica, so a client may connect to any replica.
 */
@Component
class NotificationStreams implements SchedulingConfigurer {

  private static final Logger log = LoggerFactory.getLogger(NotificationStreams.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** How often streams are checked for a due heartbeat. */
  private static final Duration HEARTBEAT_CHECK_INTERVAL = Duration.ofSeconds(1);

  private final NewEntries newEntries;
  private final MovedMarks movedMarks;
  private final NotificationText text;
  private final Bulkhead readers;
  private final StreamProperties properties;
  private final StreamBudget budget;
  private final StreamSlots slots;
  private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
  private final ReentrantLock polling = new ReentrantLock();
  private final RationedLog outageLines = new RationedLog(Duration.ofSeconds(5));
  private volatile boolean closed;

  NotificationStreams(
      NewEntries newEntries,
      MovedMarks movedMarks,
      NotificationText text,
      Bulkhead readers,
      StreamProperties properties,
      MeterRegistry meters) {
    this.newEntries = newEntries;
    this.movedMarks = movedMarks;
    this.text = text;
    this.readers = readers;
    this.properties = properties;
    this.budget = StreamBudget.of(Runtime.getRuntime().maxMemory(), properties.clientsMax());
    this.slots =
        new StreamSlots(
            budget.streams(), properties.clientsMaxPerCaller(), properties.clientsMaxPerUser());
    Gauge.builder("notification.stream.clients", slots, StreamSlots::taken)
        .description("Streams of this replica, including those that are being opened")
        .register(meters);
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedRateTask(new FixedRateTask(this::poll, properties.tick(), Duration.ZERO));
    tasks.addFixedRateTask(
        new FixedRateTask(this::heartbeat, HEARTBEAT_CHECK_INTERVAL, HEARTBEAT_CHECK_INTERVAL));
  }

  /**
   * Opens a stream of a user's entries: those after the last event, or only new ones if no last
   * event is given.
   *
   * @param owner whose share of streams is used
   * @param language language of the entries' text
   * @throws ProblemException 400 for the id of another user's partition; 429 if the caller has too
   *     many streams; 503 if the replica has too many streams or readers, the database is
   *     unavailable, or the replica is shutting down
   */
  SseEmitter open(StreamOwner owner, String userId, Language language, @Nullable LastEventId last) {
    if (closed) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "This replica is shutting down. Open the stream again; another replica will serve it.",
          RETRY_AFTER);
    }
    // A stream counts before it waits, because the web server does not report that a waiting client
    // has disconnected.
    Slot slot = slots.take(owner);
    Duration ageMax = owner.kind() == Kind.ADDRESS ? null : properties.ageMax();
    try {
      return open(slot, userId, language, last, ageMax);
    } catch (RuntimeException e) {
      slot.release();
      throw e;
    }
  }

  private SseEmitter open(
      Slot slot,
      String userId,
      Language language,
      @Nullable LastEventId last,
      @Nullable Duration ageMax) {
    Map<Integer, Long> lastOffsets = readers.call(() -> newEntries.lastOffsets(userId));
    Map<Integer, Long> seen =
        last == null ? lastOffsets : last.within(lastOffsets.keySet()).offsets();
    SseEmitter emitter = new SseEmitter(0L);
    StreamClient client =
        new StreamClient(userId, language, slot, emitter, Topics.PARTITIONS, seen, ageMax);
    emitter.onCompletion(() -> remove(client));
    emitter.onTimeout(() -> remove(client));
    emitter.onError(failure -> remove(client));
    clients.add(client);
    // At once, so that the response headers are sent and the client knows that it is connected.
    run(client, () -> client.begin(properties.retry()));
    if (closed) {
      // The shutdown may have ended all streams before this one was added.
      end(client);
    }
    return emitter;
  }

  /**
   * Ends a stream for this replica. A send in progress still holds its entries, so the slot is
   * released after it.
   */
  private void remove(StreamClient client) {
    client.end();
    clients.remove(client);
    if (!client.isSending()) {
      client.slot().release();
    }
  }

  private void afterSend(StreamClient client) {
    client.sent();
    if (!clients.contains(client)) {
      client.slot().release();
    }
  }

  /** Two queries for all clients that are not busy. */
  private void poll() {
    if (clients.isEmpty() || !polling.tryLock()) {
      return;
    }
    try {
      disconnectSlow();
      List<StreamClient> ready = clients.stream().filter(client -> !client.isBusy()).toList();
      Set<Position> positions =
          ready.stream().flatMap(StreamClient::positions).collect(Collectors.toSet());
      if (!positions.isEmpty()) {
        Map<Position, List<FeedEntry>> entries =
            newEntries.entriesAfter(positions, budget.entriesPerPoll());
        // After the entries, so that a mark is not older than what the entries say.
        Set<Position> known =
            ready.stream().flatMap(StreamClient::marks).collect(Collectors.toSet());
        dispatch(ready, entries, movedMarks.after(known));
      }
    } catch (DataAccessException e) {
      outageLines
          .next()
          .ifPresent(_ -> log.warn("Streams are waiting for the database: {}", e.getMessage()));
    } finally {
      polling.unlock();
    }
  }

  private void dispatch(
      List<StreamClient> ready, Map<Position, List<FeedEntry>> entries, Map<Position, Long> marks) {
    for (StreamClient client : ready) {
      List<FeedEntry> unseen =
          client
              .positions()
              .flatMap(position -> entries.getOrDefault(position, List.of()).stream())
              .toList();
      Map<Integer, Long> moved =
          client
              .marks()
              .filter(marks::containsKey)
              .collect(Collectors.toMap(Position::partition, marks::get));
      if ((!unseen.isEmpty() || !moved.isEmpty()) && client.tryBusy()) {
        List<FeedEntry> next = budget.fitting(unseen);
        run(client, () -> client.send(items(next, client.language()), moved));
      }
    }
  }

  /** One item is made after the other, so that a client does not hold all of their texts. */
  private Iterator<NotificationItem> items(List<FeedEntry> entries, Language language) {
    return entries.stream().map(entry -> text.item(entry, language)).iterator();
  }

  private void heartbeat() {
    for (StreamClient client : clients) {
      if (client.isTooOld()) {
        remove(client);
        end(client);
      } else if (client.isHeartbeatDue() && client.tryBusy()) {
        run(client, () -> client.heartbeat(properties.heartbeat()));
      }
    }
  }

  /**
   * Sends on a thread of its own, so that a stuck client delays no other; the client is busy until
   * then.
   */
  private void run(StreamClient client, Send send) {
    Thread.ofVirtual()
        .name("stream")
        .start(() -> {
          try {
            send.run();
          } catch (IOException | IllegalStateException e) {
            log.debug("Stream ended", e);
            remove(client);
          } finally {
            afterSend(client);
          }
        });
  }

  private void disconnectSlow() {
    long slowAfter = properties.slowAfter().toNanos();
    List<StreamClient> slow =
        clients.stream().filter(client -> client.isBusyFor(slowAfter)).toList();
    for (StreamClient client : slow) {
      log.info("Disconnecting a stream whose client does not read its events");
      remove(client);
      end(client);
    }
  }

  /** An open stream is an active request, for whose end the web server would wait. */
  @EventListener
  void on(ContextClosedEvent stopping) {
    closed = true;
    clients.forEach(NotificationStreams::end);
  }

  /** Runs on a thread of its own, because a stuck write holds the lock of the emitter. */
  private static void end(StreamClient client) {
    Thread.ofVirtual().start(client.emitter()::complete);
  }

  @FunctionalInterface
  private interface Send {
    void run() throws IOException;
  }
}
