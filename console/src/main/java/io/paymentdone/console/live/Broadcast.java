package io.paymentdone.console.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends messages to the pages that watch a group, and keeps the last for those that come back. Not
 * thread-safe.
 */
final class Broadcast {

  /** How long messages are kept for a page that may come back, once the last is gone. */
  private static final Duration RETURN_MAX = Duration.ofSeconds(30);

  private final String groupId;
  private final JsonMapper json;
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
    Message message = replay.add(event, json.writeValueAsString(body));
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
      snapshot.tell((event, body) -> subscriber.offer(part(event, body)));
      subscriber.offer(new Message(replay.lastId(), "ready", "{}"));
    }
    subscribers.add(subscriber);
    return subscriber;
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
