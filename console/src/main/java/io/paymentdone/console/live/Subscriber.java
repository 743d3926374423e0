package io.paymentdone.console.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Messages on their way to one page. A page that does not keep up is cut off, and comes back. */
final class Subscriber {

  private static final int MESSAGES_MAX = 2_000;

  private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(MESSAGES_MAX);
  private volatile boolean closed;

  void offer(Message message) {
    if (!queue.offer(message)) {
      closed = true;
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
    return messages;
  }

  void close() {
    closed = true;
    queue.clear();
    queue.add(Message.END);
  }

  boolean isClosed() {
    return closed;
  }
}
