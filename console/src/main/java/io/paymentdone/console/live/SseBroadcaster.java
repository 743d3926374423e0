package io.paymentdone.console.live;

import io.paymentdone.console.workers.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends messages to the pages that watch a group, and keeps the last for those that come back. Not
 * thread-safe.
 */
final class Broadcast {

  /** How long messages are kept for a page that may come back, once the last is gone. */
  private static final Duration RETURN_MAX = Duration.ofSeconds(30);

  /** What is longer is not sent: one message must not take the memory of all pages. */
  static final int MESSAGE_CHARS_MAX = 500_000;

  private static final Logger log = LoggerFactory.getLogger(Broadcast.class);
  private static final Duration TELL_PAUSE = Duration.ofMinutes(1);

  private final String groupId;
  private final JsonMapper json;
  private Instant told = Instant.EPOCH;
  private final Replay replay = new Replay();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private Instant lastLeft = Instant.EPOCH;
  private boolean asleep = true;

  Broadcast(String groupId, JsonMapper json) {
    this.groupId = groupId;
    this.json = json;
  }

  /** All that is known, as bodies by kind of event. */
  @FunctionalInterface
  interface Snapshot {

    /** Gives each part to the sink. */
    void tell(Sink sink);
  }

  /** Takes the parts of a snapshot. */
  @FunctionalInterface
  interface Sink {

    /** A part. */
    void part(String event, Object body);
  }

  void push(String event, Object body) {
    if (!isWatched()) {
      if (!asleep) {
        asleep = true;
        replay.interrupt();
      }
      return;
    }
    asleep = false;
    String text = json.writeValueAsString(body);
    if (isTooLong(event, text)) {
      return;
    }
    Message message = replay.add(event, text);
    subscribers.removeIf(Subscriber::isClosed);
    subscribers.forEach(subscriber -> subscriber.offer(message));
  }

  /**
   * Adds a page: it is sent what it has missed, or all that is known when that cannot be told; then
   * what changes.
   *
   * @param lastSeen id of the last message that the page has seen; null for a new page
   */
  Subscriber subscribe(@Nullable String lastSeen, Snapshot snapshot) {
    Subscriber subscriber = new Subscriber();
    Optional<List<Message>> missed = lastSeen == null ? Optional.empty() : replay.after(lastSeen);
    if (missed.isPresent()) {
      subscriber.offer(begin("resumed"));
      missed.get().forEach(subscriber::offer);
    } else {
      // Only the last of it has an id: who has seen a part of it only begins anew.
      subscriber.offer(begin("hello"));
      snapshot.tell((event, body) -> {
        Message part = part(event, body);
        if (!isTooLong(event, part.json())) {
          subscriber.offer(part);
        }
      });
      subscriber.offer(new Message(replay.lastId(), "ready", "{}"));
    }
    subscribers.add(subscriber);
    return subscriber;
  }

  private boolean isTooLong(String event, String text) {
    boolean tooLong = text.length() > MESSAGE_CHARS_MAX;
    if (tooLong && told.plus(TELL_PAUSE).isBefore(Instant.now())) {
      told = Instant.now();
      log.warn(
          "Pages of group {} miss \"{}\": {} characters, of {} at most",
          PrintableText.of(groupId),
          event,
          text.length(),
          MESSAGE_CHARS_MAX);
    }
    return tooLong;
  }

  private Message begin(String event) {
    return part(event, Map.of("groupId", groupId, "at", Instant.now()));
  }

  private Message part(String event, Object body) {
    return new Message(null, event, json.writeValueAsString(body));
  }

  void unsubscribe(Subscriber subscriber) {
    subscribers.remove(subscriber);
    lastLeft = Instant.now();
  }

  void close() {
    subscribers.forEach(Subscriber::close);
    subscribers.clear();
  }

  int subscribers() {
    return subscribers.size();
  }

  /** Whether a page watches, or one that did may come back. */
  boolean isWatched() {
    return !subscribers.isEmpty() || lastLeft.plus(RETURN_MAX).isAfter(Instant.now());
  }
}
