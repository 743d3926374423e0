package io.paymentdone.console.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events on their way to one page, bounded by number and by length. A page that is too slow is
 * disconnected, and reconnects.
 */
final class SseSubscription {

  private static final int EVENTS_MAX = 2_000;

  /** Twice the capacity of a {@link ReplayBuffer}. */
  static final int CHARS_MAX = 2 * ReplayBuffer.CHARS_MAX;

  private final BlockingQueue<SseEvent> queue = new ArrayBlockingQueue<>(EVENTS_MAX);
  private final AtomicLong chars = new AtomicLong();
  private volatile boolean closed;

  void offer(SseEvent event) {
    if (closed) {
      return;
    }
    boolean fits = chars.addAndGet(event.json().length()) <= CHARS_MAX;
    if (!fits || !queue.offer(event)) {
      close();
    }
  }

  /** The next events; empty after {@code seconds} without one. */
  List<SseEvent> take(int seconds) throws InterruptedException {
    List<SseEvent> events = new ArrayList<>();
    SseEvent first = queue.poll(seconds, TimeUnit.SECONDS);
    if (first != null) {
      events.add(first);
      queue.drainTo(events);
    }
    chars.addAndGet(-events.stream().mapToLong(event -> event.json().length()).sum());
    return events;
  }

  void close() {
    closed = true;
    queue.clear();
    var _ = queue.offer(SseEvent.END);
  }

  boolean isClosed() {
    return closed;
  }
}
