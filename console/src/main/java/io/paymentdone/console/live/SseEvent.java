package io.paymentdone.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event. Its bytes are made once, however many pages they are written to.
 *
 * <p>All pages are given the same one, so that two of the same content need not be equal.
 */
public final class SseEvent {

  /** Wakes the thread of a closed subscription. */
  static final SseEvent END = new SseEvent(null, "end", "{}");

  private final @Nullable String id;
  private final String event;
  private final String json;
  private final byte[] bytes;

  /**
   * An event.
   *
   * @param id what a page that reconnects sends as {@code Last-Event-ID}; null for a part of a
   *     snapshot
   * @param json data, on one line
   */
  SseEvent(@Nullable String id, String event, String json) {
    this.id = id;
    this.event = event;
    this.json = json;
    this.bytes =
        ((id == null ? "" : "id: " + id + "\n") + "event: " + event + "\ndata: " + json + "\n\n")
            .getBytes(UTF_8);
  }

  @Nullable String id() {
    return id;
  }

  String event() {
    return event;
  }

  String json() {
    return json;
  }

  /** Writes the event as a stream holds it. */
  void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  @Override
  public String toString() {
    return event + (id == null ? "" : " " + id);
  }
}
