package io.paymentdone.console.lab;

import io.paymentdone.console.live.PageMemory;
import io.paymentdone.console.live.PageRoom;
import io.paymentdone.console.live.PageRoom.Place;
import io.paymentdone.console.live.PageRooms;
import io.paymentdone.console.live.SseBroadcaster;
import io.paymentdone.console.live.SseHeartbeat;
import io.paymentdone.console.live.SseResponse;
import io.paymentdone.console.live.SseSubscription;
import io.paymentdone.console.live.Viewer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The pages that watch a lab, the museum of mistakes, or a comparison of protocols. */
final class LabStream {

  private static final int PAGES_MAX = 16;

  /** A class with a phone each, half of it behind one address. */
  private static final int READ_ONLY_PAGES_MAX = 64;

  private static final int READ_ONLY_PAGES_PER_ADDRESS = 32;

  /** Of the heap, as the base of the memory of these pages; a state has some kilobytes. */
  private static final int HEAP_SHARE = 8;

  private final SseHeartbeat heartbeat;
  private final PageRooms rooms;

  private final SseBroadcaster pages;
  private final String event;
  private final Supplier<?> states;
  private @Nullable Object pushed;
  private Instant watchedAt = Instant.now();
  private boolean ended;

  /**
   * A stream without pages.
   *
   * @param event name of the events with the state
   */
  LabStream(String id, String event, JsonMapper json, Supplier<?> states) {
    long bytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    this.rooms =
        new PageRooms(
            // There is a lab in the local stack only, where all ordinary pages have one address.
            new PageRoom(PAGES_MAX, PAGES_MAX, bytes),
            new PageRoom(READ_ONLY_PAGES_MAX, READ_ONLY_PAGES_PER_ADDRESS, bytes));
    this.pages = new SseBroadcaster(id, json);
    this.heartbeat = new SseHeartbeat(json);
    this.event = event;
    this.states = states;
  }

  /**
   * Adds a page, which is sent the state and then each change.
   *
   * @param memory of the events on their way to this page and others
   * @param lastSeen id of the last event that the page received; null for a new page
   */
  private SseSubscription watch(PageMemory memory, @Nullable String lastSeen) {
    Object now = states.get();
    synchronized (this) {
      watchedAt = Instant.now();
      Object last = pushed;
      // The same object as long as it says the same, so that it is serialised once.
      Object state = last != null && now.equals(last) ? last : now;
      SseSubscription page = pages.subscribe(memory, lastSeen, sink -> sink.part(event, state));
      if (ended) {
        end();
      }
      return page;
    }
  }

  /** Sends its events to a page, until that disconnects or the lab ends. */
  void serve(HttpServletRequest request, @Nullable String lastSeen, HttpServletResponse response)
      throws IOException, InterruptedException {
    try (Place place = rooms.take(Viewer.of(request))) {
      SseSubscription page = watch(place.memory(), lastSeen);
      try {
        SseResponse.send(request, page, heartbeat, response);
      } finally {
        leave(page);
      }
    }
  }

  private synchronized void leave(SseSubscription page) {
    pages.unsubscribe(page);
    watchedAt = Instant.now();
  }

  /** Sends the state to the pages if it has changed. */
  void push() {
    Object now = states.get();
    synchronized (this) {
      if (pages.subscriptions() > 0) {
        watchedAt = Instant.now();
      }
      if (!ended && !now.equals(pushed)) {
        pushed = now;
        pages.push(event, now);
      }
    }
  }

  /** When a page watched last; the start of the lab if none did. */
  synchronized Instant watchedAt() {
    return watchedAt;
  }

  /** Tells the pages that the lab has ended; their streams end with it. */
  synchronized void end() {
    ended = true;
    pages.push("end", Map.of());
  }
}
