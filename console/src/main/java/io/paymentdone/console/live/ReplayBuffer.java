package io.paymentdone.console.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The last messages of a stream, for pages that come back: as many as fit into both limits. Ids
 * hold a name of the stream, so that those of an earlier start of the console are not taken for its
 * own. Not thread-safe.
 */
final class Replay {

  /** Half of what a {@link Subscriber} takes. */
  static final int MESSAGES_MAX = 1_000;

  static final int CHARS_MAX = 1_000_000;

  private static final char SEPARATOR = '-';

  private final String stream = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final Deque<Message> messages = new ArrayDeque<>();
  private long chars;
  private long last;

  /** Makes the next message and keeps it. */
  Message add(String event, String json) {
    last++;
    Message message = new Message(lastId(), event, json);
    messages.add(message);
    chars += json.length();
    while (messages.size() > MESSAGES_MAX || chars > CHARS_MAX) {
      chars -= messages.removeFirst().json().length();
    }
    return message;
  }

  /** Messages are left out from here on: none of before can be followed on. */
  void interrupt() {
    messages.clear();
    chars = 0;
    last++;
  }

  /** Id of the last message. */
  String lastId() {
    return stream + SEPARATOR + last;
  }

  /** All that came after a message; empty when that is no longer known, or never was. */
  Optional<List<Message>> after(String id) {
    int end = id.lastIndexOf(SEPARATOR);
    if (end < 0 || !id.substring(0, end).equals(stream)) {
      return Optional.empty();
    }
    long missed = last - number(id.substring(end + 1));
    return missed < 0 || missed > messages.size()
        ? Optional.empty()
        : Optional.of(messages.stream().skip(messages.size() - missed).toList());
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
