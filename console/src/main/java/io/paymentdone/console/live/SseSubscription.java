package io.paymentdone.console.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages on their way to one page, bounded by number and by length. A page that does not keep up
 * is cut off, and comes back.
 */
final class Subscriber {

  private static final int MESSAGES_MAX = 2_000;

  /** Twice what a {@link Replay} gives. */
  static final int CHARS_MAX = 2 * Replay.CHARS_MAX;

  private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(MESSAGES_MAX);
  private final AtomicLong chars = new AtomicLong();
  private volatile boolean closed;

  void offer(Message message) {
    if (closed) {
      return;
    }
    boolean fits = chars.addAndGet(message.json().length()) <= CHARS_MAX;
    if (!fits || !queue.offer(message)) {
      close();
    }
  }

  /** The next messages; empty after {@code seconds} without any. */
  List<Message> take(int seconds) throws InterruptedException {
    List<Message> messages = new ArrayList<>();
    Message first = queue.poll(seconds, TimeUnit.SECONDS);
    if (first != null) {
      messages.add(first);
      queue.drainTo(messages);
    }
    chars.addAndGet(-messages.stream().mapToLong(message -> message.json().length()).sum());
    return messages;
  }

  void close() {
    closed = true;
    queue.clear();
    var _ = queue.offer(Message.END);
  }

  boolean isClosed() {
    return closed;
  }
}
