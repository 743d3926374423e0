package io.paymentdone.localstack;

import io.paymentdone.testsupport.EventStream;
import io.paymentdone.testsupport.EventStream.Event;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/** The stream that the page draws, read as it comes. */
final class LiveStream implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final EventStream events;
  private int read;

  private LiveStream(EventStream events) {
    this.events = events;
  }

  static LiveStream open(int consolePort) {
    return new LiveStream(
        EventStream.open(
            "http://127.0.0.1:" + consolePort + "/api/groups/notification-service/stream"));
  }

  /** Waits for an event of this kind. */
  void awaitEvent(String kind) throws IOException {
    events.until(event -> event.event().equals(kind));
  }

  /**
   * Waits until members have reported, since the stream began, that they handled so many records.
   */
  void awaitRead(int records) throws IOException {
    while (read < records) {
      Event flow = events.until(event -> event.event().equals("flow")).getLast();
      JSON.readTree(flow.data()).path("out").forEach(done -> read += done.path("records").asInt());
    }
  }

  @Override
  public void close() {
    events.close();
  }
}
