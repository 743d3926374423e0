package io.paymentdone.notification.stream;

import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.stream.NewEntries.Position;
import io.paymentdone.notification.stream.StreamSlots.Slot;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open stream: its user, their language, its position, and whether a send is in progress.
 *
 * <p>There is no queue: while a send is in progress the position does not move, and new entries
 * wait in the table.
 */
final class StreamClient {

  /** Most clients that disconnect do so soon; after the first heartbeat the interval doubles. */
  private static final Duration FIRST_HEARTBEAT = Duration.ofSeconds(1);

  private final String userId;
  private final Language language;
  private final Slot slot;
  private final SseEmitter emitter;
  private final Map<Integer, Long> offsets = new ConcurrentHashMap<>();

  /** The read marks that the client knows; none at first, so a stream begins with all of them. */
  private final Map<Integer, Long> marks = new ConcurrentHashMap<>();

  /** {@link System#nanoTime} of the start of the current send; 0 if there is none. */
  private final AtomicLong busySinceNanos = new AtomicLong();

  /** Threads that send: one, or two for the moment in which the first has just finished. */
  private final AtomicInteger senders = new AtomicInteger();

  /** Never, if null. */
  private final @Nullable Long endNanos;

  private volatile boolean ended;
  private volatile long lastHeartbeatNanos = System.nanoTime();
  private volatile Duration heartbeatInterval = FIRST_HEARTBEAT;

  /**
   * A stream after these offsets. It is busy until {@link #begin}.
   *
   * @param partitions number of partitions of the topic
   * @param ageMax age at which it ends; null: never
   */
  StreamClient(
      String userId,
      Language language,
      Slot slot,
      SseEmitter emitter,
      int partitions,
      Map<Integer, Long> seen,
      @Nullable Duration ageMax) {
    this.endNanos = ageMax == null ? null : System.nanoTime() + ageMax.toNanos();
    this.userId = userId;
    this.language = language;
    this.slot = slot;
    this.emitter = emitter;
    tryBusy();
    IntStream.range(0, partitions)
        .forEach(partition -> {
          offsets.put(partition, -1L);
          marks.put(partition, Long.MIN_VALUE);
        });
    offsets.putAll(seen);
  }

  Language language() {
    return language;
  }

  SseEmitter emitter() {
    return emitter;
  }

  Slot slot() {
    return slot;
  }

  boolean isBusy() {
    return busySinceNanos.get() != 0;
  }

  boolean isBusyFor(long nanos) {
    long since = busySinceNanos.get();
    return since != 0 && System.nanoTime() - since > nanos;
  }

  /** Starts a send; returns false if another one is in progress. */
  boolean tryBusy() {
    boolean free = busySinceNanos.compareAndSet(0, Math.max(1, System.nanoTime()));
    if (free) {
      senders.incrementAndGet();
    }
    return free;
  }

  /** Whether a thread sends, and so holds entries, even if the stream has ended. */
  boolean isSending() {
    return senders.get() > 0;
  }

  /** Called after each send, also after one that failed. */
  void sent() {
    senders.decrementAndGet();
  }

  boolean isTooOld() {
    return endNanos != null && System.nanoTime() - endNanos >= 0;
  }

  /** A send in progress stops before its next entry. */
  void end() {
    ended = true;
  }

  Stream<Position> positions() {
    return positions(offsets);
  }

  /** The marks that the client knows. */
  Stream<Position> marks() {
    return positions(marks);
  }

  private Stream<Position> positions(Map<Integer, Long> of) {
    return of.entrySet().stream()
        .map(offset -> new Position(userId, offset.getKey(), offset.getValue()));
  }

  /**
   * Sends the id of the start position without data, so that a client whose connection breaks
   * before the first event resumes at this position. A client keeps the id of a block without data
   * too (<a
   * href="https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage">HTML,
   * Server-sent events</a>). Called on the thread of this stream.
   */
  void begin(Duration retry) throws IOException {
    emitter.send(SseEmitter.event().id(id()).reconnectTime(retry.toMillis()).comment("connected"));
    busySinceNanos.set(0);
  }

  /**
   * Data of an event {@code read}: the user's entries in this partition up to this offset are read.
   */
  record ReadMark(String userId, int partition, long offset) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "ReadMark[partition=" + partition + ", offset=" + offset + "]";
    }
  }

  /**
   * Sends new entries, then the marks, because a mark may be newer than the entries. An event
   * {@code read} has no id, so the client keeps that of the last entry. Called on the thread of
   * this stream.
   *
   * @param entries read one after the other, until the stream has ended
   * @param moved new offset of the marks by partition
   */
  void send(Iterator<NotificationItem> entries, Map<Integer, Long> moved) throws IOException {
    while (!ended && entries.hasNext()) {
      NotificationItem entry = entries.next();
      offsets.put(entry.partition(), entry.offset());
      emitter.send(SseEmitter.event().id(id()).data(entry, MediaType.APPLICATION_JSON));
    }
    for (Map.Entry<Integer, Long> mark : moved.entrySet()) {
      marks.put(mark.getKey(), mark.getValue());
      emitter.send(
          SseEmitter.event()
              .name("read")
              .data(
                  new ReadMark(userId, mark.getKey(), mark.getValue()),
                  MediaType.APPLICATION_JSON));
    }
    busySinceNanos.set(0);
  }

  private String id() {
    return new EventId(offsets).toString();
  }

  /**
   * Whether a comment is due. The web server does not read from the connection of a stream, so only
   * a write shows that the client has disconnected; if the client closed only its side, only the
   * second write does.
   */
  boolean isHeartbeatDue() {
    return System.nanoTime() - lastHeartbeatNanos >= heartbeatInterval.toNanos();
  }

  /** Sends a comment; called on the thread of this stream. */
  void heartbeat(Duration pauseMax) throws IOException {
    lastHeartbeatNanos = System.nanoTime();
    Duration doubled = heartbeatInterval.multipliedBy(2);
    heartbeatInterval = doubled.compareTo(pauseMax) > 0 ? pauseMax : doubled;
    emitter.send(SseEmitter.event().comment("heartbeat"));
    busySinceNanos.set(0);
  }
}
