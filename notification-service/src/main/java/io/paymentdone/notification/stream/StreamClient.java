package io.paymentdone.notification.stream;

import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.stream.NewEntries.Position;
import io.paymentdone.notification.stream.StreamSlots.Slot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open stream: whose it is, how far it has come, and whether it is taking what it was sent.
 *
 * <p>Nothing is queued for it: while it is busy its positions stand still, and what comes meanwhile
 * waits in the table.
 */
final class StreamClient {

  /** Most clients that leave do so soon; from then on the pause doubles. */
  private static final Duration FIRST_BEAT = Duration.ofSeconds(1);

  private final String userId;
  private final Slot slot;
  private final SseEmitter emitter;
  private final Map<Integer, Long> offsets = new ConcurrentHashMap<>();

  /** {@link System#nanoTime} since which it is busy; 0 when it is not. */
  private final AtomicLong busySinceNanos = new AtomicLong();

  private volatile long lastBeatNanos = System.nanoTime();
  private volatile Duration beatPause = FIRST_BEAT;

  /**
   * A stream that has seen everything up to these offsets. It is busy until it has begun.
   *
   * @param partitions of the topic
   */
  StreamClient(
      String userId, Slot slot, SseEmitter emitter, int partitions, Map<Integer, Long> seen) {
    this.userId = userId;
    this.slot = slot;
    this.emitter = emitter;
    tryBusy();
    IntStream.range(0, partitions).forEach(partition -> offsets.put(partition, -1L));
    offsets.putAll(seen);
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

  /** Takes the right to send; false when somebody else has it. */
  boolean tryBusy() {
    return busySinceNanos.compareAndSet(0, Math.max(1, System.nanoTime()));
  }

  Stream<Position> positions() {
    return offsets.entrySet().stream()
        .map(offset -> new Position(userId, offset.getKey(), offset.getValue()));
  }

  /**
   * Sends the id of where it begins, without an event: a client whose connection breaks before its
   * first one comes back with it, and misses nothing. It keeps the id of a block without data too
   * (<a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage">HTML,
   * Server-sent events</a>). On the client's own thread.
   */
  void begin(Duration retry) throws IOException {
    emitter.send(SseEmitter.event().id(id()).reconnectTime(retry.toMillis()).comment("connected"));
    busySinceNanos.set(0);
  }

  /** Sends what it has not seen; on the client's own thread. */
  void send(List<NotificationItem> entries) throws IOException {
    for (NotificationItem entry : entries) {
      offsets.put(entry.partition(), entry.offset());
      emitter.send(SseEmitter.event().id(id()).data(entry, MediaType.APPLICATION_JSON));
    }
    busySinceNanos.set(0);
  }

  private String id() {
    return new EventId(offsets).toString();
  }

  /**
   * Whether it is time for a comment. The web server does not read from the connection of a stream:
   * that a client is gone shows when something is written to it, if the client only closed its side
   * when it is written to again.
   */
  boolean isBeatDue() {
    return System.nanoTime() - lastBeatNanos >= beatPause.toNanos();
  }

  /** Sends a comment; on the client's own thread. */
  void beat(Duration pauseMax) throws IOException {
    lastBeatNanos = System.nanoTime();
    Duration doubled = beatPause.multipliedBy(2);
    beatPause = doubled.compareTo(pauseMax) > 0 ? pauseMax : doubled;
    emitter.send(SseEmitter.event().comment("heartbeat"));
    busySinceNanos.set(0);
  }
}
