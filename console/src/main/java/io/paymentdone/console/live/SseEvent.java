package io.paymentdone.console.live;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param id what a page that reconnects sends as {@code Last-Event-ID}; null for a part of a
 *     snapshot
 * @param json data, on one line
 */
public record SseEvent(@Nullable String id, String event, String json) {

  /** Wakes the thread of a closed subscription. */
  static final SseEvent END = new SseEvent(null, "end", "{}");

  /** The event as a stream holds it. */
  public String text() {
    return (id == null ? "" : "id: " + id + "\n") + "event: " + event + "\ndata: " + json + "\n\n";
  }
}
