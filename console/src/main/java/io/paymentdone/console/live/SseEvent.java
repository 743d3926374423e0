package io.paymentdone.console.live;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param id what a page that comes back names as the last it has seen; null for a part of something
 *     that only counts as a whole
 * @param json one line
 */
record Message(@Nullable String id, String event, String json) {

  /** Wakes a subscriber that is closed. */
  static final Message END = new Message(null, "end", "{}");

  String text() {
    return (id == null ? "" : "id: " + id + "\n") + "event: " + event + "\ndata: " + json + "\n\n";
  }
}
