package io.paymentdone.console.lab;

import io.paymentdone.console.live.PageMemory;
import io.paymentdone.console.live.SseBroadcaster;
import io.paymentdone.console.live.SseResponse;
import io.paymentdone.console.live.SseSubscription;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The pages that watch a lab, the museum of mistakes, or a comparison of protocols. */
final class LabStream {

  private static final int PAGES_MAX = 16;

  /** Of the heap, as the base of the memory of these pages; a state has some kilobytes. */
  private static final int HEAP_SHARE = 8;

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
    this.pages = new SseBroadcaster(id, json, new PageMemory(bytes, PAGES_MAX));
    this.event = event;
    this.states = states;
  }

  /**
   * Adds a page, which is sent the state and then each change.
   *
   * @param lastSeen id of the last event that the page received; null for a new page
   */
  SseSubscription watch(@Nullable String lastSeen) {
    Object now = states.get();
    synchronized (this) {
      if (pages.subscriptions() >= PAGES_MAX) {
        throw ProblemException.of(
            ProblemCode.TOO_MANY_PAGES,
            PAGES_MAX + " pages watch the lab already; close one of them.",
            Duration.ofSeconds(10));
      }
      watchedAt = Instant.now();
      SseSubscription page = pages.subscribe(lastSeen, sink -> sink.part(event, now));
      if (ended) {
        end();
      }
      return page;
    }
  }

  /** Sends its events to a page, until that disconnects or the lab ends. */
  void serve(
      HttpServletRequest request,
      @Nullable String lastSeen,
      JsonMapper json,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    SseSubscription page = watch(lastSeen);
    try {
      SseResponse.send(request, page, json, response);
    } finally {
      leave(page);
    }
  }

  synchronized void leave(SseSubscription page) {
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
