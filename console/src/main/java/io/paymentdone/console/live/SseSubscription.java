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
public final class SseSubscription {

  private static final int EVENTS_MAX = 2_000;

  /** Twice the capacity of a {@link ReplayBuffer}. */
  static final int CHARS_MAX = 2 * ReplayBuffer.CHARS_MAX;

  private final PageMemory memory;
  private final BlockingQueue<SseEvent> queue = new ArrayBlockingQueue<>(EVENTS_MAX);

  /** Of the events that wait, and of those that were taken last and are being written. */
  private final AtomicLong chars = new AtomicLong();

  private long charsTaken;
  private volatile boolean closed;

  SseSubscription(PageMemory memory) {
    this.memory = memory;
  }

  void offer(SseEvent event) {
    if (closed) {
      return;
    }
    long held = chars.addAndGet(length(event));
    boolean isRoom = memory.add(length(event), held);
    if (!isRoom || held > CHARS_MAX || !queue.offer(event)) {
      release(length(event));
      close();
    }
  }

  /**
   * The next events; empty after {@code seconds} without one. The events returned before count as
   * written. Called by one thread.
   */
  public List<SseEvent> take(int seconds) throws InterruptedException {
    release(charsTaken);
    List<SseEvent> events = new ArrayList<>();
    SseEvent first = queue.poll(seconds, TimeUnit.SECONDS);
    if (first != null) {
      events.add(first);
      queue.drainTo(events);
    }
    charsTaken = length(events);
    return events;
  }

  /** Disconnects the page. Events that it has not taken are released. */
  void close() {
    closed = true;
    List<SseEvent> dropped = new ArrayList<>();
    queue.drainTo(dropped);
    release(length(dropped));
    long held = chars.addAndGet(length(SseEvent.END));
    var _ = memory.add(length(SseEvent.END), held);
    var _ = queue.offer(SseEvent.END);
  }

  /** Releases everything; no other call follows. */
  void end() {
    closed = true;
    memory.remove(chars.getAndSet(0));
  }

  private void release(long length) {
    chars.addAndGet(-length);
    memory.remove(length);
  }

  private static long length(List<SseEvent> events) {
    return events.stream().mapToLong(SseSubscription::length).sum();
  }

  private static long length(SseEvent event) {
    return event.json().length();
  }

  /** Whether the page is or will be disconnected. */
  public boolean isClosed() {
    return closed;
  }
}
