package io.paymentdone.console.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The newest events of a stream, for pages that reconnect: as many as both limits allow. Each id
 * contains a random name of the stream, so that ids from before a restart of the console are not
 * mistaken for new ones. Not thread-safe.
 */
final class ReplayBuffer {

  /** Half of the capacity of an {@link SseSubscription}. */
  static final int EVENTS_MAX = 1_000;

  static final int CHARS_MAX = 1_000_000;

  private static final char SEPARATOR = '-';

  private final String stream = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final Deque<SseEvent> events = new ArrayDeque<>();
  private long chars;
  private long last;

  /** Adds an event and gives it the next id. */
  SseEvent add(String event, String json) {
    last++;
    SseEvent added = new SseEvent(lastId(), event, json);
    events.add(added);
    chars += json.length();
    while (events.size() > EVENTS_MAX || chars > CHARS_MAX) {
      chars -= events.removeFirst().json().length();
    }
    return added;
  }

  /** Forgets all events: the next ones are not kept, so earlier ids cannot be resumed. */
  void interrupt() {
    events.clear();
    chars = 0;
    last++;
  }

  /** Id of the newest event. */
  String lastId() {
    return stream + SEPARATOR + last;
  }

  /**
   * All events after the one with this id; empty if the id is unknown or its successors are gone.
   */
  Optional<List<SseEvent>> after(String id) {
    int end = id.lastIndexOf(SEPARATOR);
    if (end < 0 || !id.substring(0, end).equals(stream)) {
      return Optional.empty();
    }
    long missed = last - number(id.substring(end + 1));
    return missed < 0 || missed > events.size()
        ? Optional.empty()
        : Optional.of(events.stream().skip(events.size() - missed).toList());
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
