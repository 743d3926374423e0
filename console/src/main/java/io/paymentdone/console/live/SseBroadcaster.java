package io.paymentdone.console.live;

import io.paymentdone.console.workers.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends events to all pages that watch one thing, such as a group, and keeps the newest for pages
 * that reconnect. Not thread-safe.
 */
public final class SseBroadcaster {

  /** How long events are kept for a page that may reconnect, after the last page has left. */
  private static final Duration RETURN_MAX = Duration.ofSeconds(30);

  /**
   * A longer event is not sent, because it would take the memory of all pages; {@link TooLong} is
   * sent in its place.
   */
  static final int EVENT_CHARS_MAX = 500_000;

  private static final Logger log = LoggerFactory.getLogger(SseBroadcaster.class);
  private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

  private final String groupId;
  private final JsonMapper json;
  private Instant loggedAt = Instant.EPOCH;
  private final ReplayBuffer replay = new ReplayBuffer();
  private final List<SseSubscription> subscriptions = new ArrayList<>();

  /** What was sent last of each kind. */
  private final Map<String, Written> pushed = new HashMap<>();

  /** Parts of the last snapshot. */
  private List<Written> parts = List.of();

  private Instant lastLeft = Instant.EPOCH;
  private boolean paused = true;

  /**
   * A broadcaster without pages.
   *
   * @param groupId of what the pages watch; a page is sent it first
   */
  public SseBroadcaster(String groupId, JsonMapper json) {
    this.groupId = groupId;
    this.json = json;
  }

  /** The whole state of a group, as one body per kind of event. */
  @FunctionalInterface
  public interface Snapshot {

    /** Writes each part to the sink. */
    void writeTo(Sink sink);
  }

  /** Receives the parts of a snapshot. */
  @FunctionalInterface
  public interface Sink {

    /** Receives one part. */
    void part(String event, Object body);
  }

  /**
   * Tells a page that it lacks an event, so what it shows of that kind is out of date.
   *
   * @param event kind of the event that is missing
   */
  record TooLong(String event, int characters, int charactersMax) {}

  /** An event without its id. */
  private record Text(String event, String json) {}

  /**
   * What a body was made into; bodies do not change.
   *
   * @param kind of the event that it was meant for
   */
  private record Written(String kind, Object body, SseEvent event) {

    /** Bodies that are equal would take long to compare. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(String otherKind, Object otherBody) {
      return body == otherBody && kind.equals(otherKind);
    }
  }

  /** Sends an event to all pages; its body is serialised once. */
  public void push(String event, Object body) {
    if (!isWatched()) {
      if (!paused) {
        paused = true;
        replay.interrupt();
        pushed.clear();
        parts = List.of();
      }
      return;
    }
    paused = false;
    Text text = text(event, body);
    SseEvent sent = replay.add(text.event(), text.json());
    pushed.put(event, new Written(event, body, sent));
    subscriptions.removeIf(SseSubscription::isClosed);
    subscriptions.forEach(subscription -> subscription.offer(sent));
  }

  /**
   * Adds a page. The page is sent the events that it missed, or a snapshot if those are no longer
   * kept, and then every change. What a part of a snapshot was made into serves all pages, as long
   * as its body is the same object.
   *
   * @param memory of the events on their way to this page and others
   * @param lastSeen id of the last event that the page received; null for a new page
   */
  public SseSubscription subscribe(
      PageMemory memory, @Nullable String lastSeen, Snapshot snapshot) {
    SseSubscription subscription = new SseSubscription(memory);
    try {
      offerState(subscription, lastSeen, snapshot);
    } catch (RuntimeException | Error e) {
      subscription.end();
      throw e;
    }
    subscriptions.add(subscription);
    return subscription;
  }

  private void offerState(
      SseSubscription subscription, @Nullable String lastSeen, Snapshot snapshot) {
    Optional<List<SseEvent>> missed = lastSeen == null ? Optional.empty() : replay.after(lastSeen);
    if (missed.isPresent()) {
      subscription.offer(begin("resumed"));
      missed.get().forEach(subscription::offer);
    } else {
      // Only the last event of a snapshot has an id, so a page that received a part of it starts
      // over.
      subscription.offer(begin("hello"));
      List<Written> written = new ArrayList<>();
      snapshot.writeTo((event, body) -> {
        Written part = written(event, body);
        written.add(part);
        subscription.offer(part.event());
      });
      parts = written;
      subscription.offer(new SseEvent(replay.lastId(), "ready", "{}"));
    }
  }

  private Written written(String event, Object body) {
    return parts.stream()
        .filter(part -> part.isOf(event, body))
        .findFirst()
        .orElseGet(() -> {
          Written last = pushed.get(event);
          SseEvent part =
              last != null && last.isOf(event, body)
                  ? new SseEvent(null, last.event().event(), last.event().json())
                  : part(event, body);
          return new Written(event, body, part);
        });
  }

  private void logTooLong(String event, String text) {
    if (loggedAt.plus(LOG_PAUSE).isBefore(Instant.now())) {
      loggedAt = Instant.now();
      log.warn(
          "Event \"{}\" of group {} is not sent to pages: it has {} characters, at most {} are"
              + " allowed",
          event,
          PrintableText.of(groupId),
          text.length(),
          EVENT_CHARS_MAX);
    }
  }

  private SseEvent begin(String event) {
    return part(event, Map.of("groupId", groupId, "at", Instant.now()));
  }

  private SseEvent part(String event, Object body) {
    Text text = text(event, body);
    return new SseEvent(null, text.event(), text.json());
  }

  private Text text(String event, Object body) {
    String text = json.writeValueAsString(body);
    if (text.length() <= EVENT_CHARS_MAX) {
      return new Text(event, text);
    }
    logTooLong(event, text);
    return new Text(
        "too-long", json.writeValueAsString(new TooLong(event, text.length(), EVENT_CHARS_MAX)));
  }

  /** The page has left. */
  public void unsubscribe(SseSubscription subscription) {
    subscriptions.remove(subscription);
    subscription.end();
    lastLeft = Instant.now();
  }

  /** Disconnects all pages. */
  public void close() {
    subscriptions.forEach(SseSubscription::close);
    subscriptions.clear();
  }

  /** Number of pages. */
  public int subscriptions() {
    return subscriptions.size();
  }

  /** Whether a page watches, or has left so recently that it may reconnect. */
  public boolean isWatched() {
    return !subscriptions.isEmpty() || lastLeft.plus(RETURN_MAX).isAfter(Instant.now());
  }
}
