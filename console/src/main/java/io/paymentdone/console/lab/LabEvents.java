package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabState.LabEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What happened in a lab: the newest events. */
final class LabEvents {

  static final int EVENTS_MAX = 50;

  private final Deque<LabEvent> newestFirst = new ArrayDeque<>();

  synchronized void add(String text) {
    newestFirst.addFirst(new LabEvent(Instant.now(), text));
    if (newestFirst.size() > EVENTS_MAX) {
      newestFirst.removeLast();
    }
  }

  /** An event unless the newest one has the same text. */
  synchronized void addOnce(String text) {
    LabEvent newest = newestFirst.peekFirst();
    if (newest == null || !newest.text().equals(text)) {
      add(text);
    }
  }

  synchronized List<LabEvent> newestFirst() {
    return List.copyOf(newestFirst);
  }
}
