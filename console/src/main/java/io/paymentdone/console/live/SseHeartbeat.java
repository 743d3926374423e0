package io.paymentdone.console.live;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a page is sent after a second without another event. Pages that were sent the last event at
 * the same time wait to the same time, and share one.
 */
public final class SseHeartbeat {

  /** The page takes its time for the console's, so it may be this old, no more. */
  private static final Duration SHARED_MAX = Duration.ofMillis(50);

  private final JsonMapper json;
  private final LongSupplier nanoTime;
  private @Nullable SseEvent last;
  private long lastNanos;

  /** A heartbeat for any number of pages. */
  public SseHeartbeat(JsonMapper json) {
    this(json, System::nanoTime);
  }

  SseHeartbeat(JsonMapper json, LongSupplier nanoTime) {
    this.json = json;
    this.nanoTime = nanoTime;
  }

  /** The event for a page that is to be sent one now. */
  synchronized SseEvent now() {
    long nowNanos = nanoTime.getAsLong();
    SseEvent known = last;
    if (known == null || nowNanos - lastNanos > SHARED_MAX.toNanos()) {
      String text = json.writeValueAsString(new SseResponse.Heartbeat(Instant.now()));
      known = new SseEvent(null, "beat", text);
      last = known;
      lastNanos = nowNanos;
    }
    return known;
  }
}
