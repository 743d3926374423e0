package io.paymentdone.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.login.LoginSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/** Sends the events of a subscription as the response to a request. */
public final class SseResponse {

  /** A page considers a stream without events for three seconds as broken. */
  private static final int HEARTBEAT_SECONDS = 1;

  private SseResponse() {}

  /** Time of the console, sent after a second without another event. */
  public record Heartbeat(Instant at) {}

  /**
   * Returns when the page has disconnected, when event {@code end} has been sent, or at most a
   * second after the session of the request has ended. The response to {@code HEAD} has no body, so
   * a write would never fail: it ends at once.
   */
  public static void send(
      HttpServletRequest request,
      SseSubscription subscription,
      SseHeartbeat heartbeat,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    OutputStream out = response.getOutputStream();
    out.write("retry: 500\n\n".getBytes(UTF_8));
    boolean ended = false;
    while (!ended && !subscription.isClosed()) {
      List<SseEvent> events = subscription.take(HEARTBEAT_SECONDS);
      if (LoginSession.isOver(request)) {
        return;
      }
      for (SseEvent event : events) {
        event.writeTo(out);
      }
      if (events.isEmpty()) {
        heartbeat.now().writeTo(out);
      }
      out.flush();
      ended = events.stream().anyMatch(event -> event.event().equals(SseEvent.END.event()));
    }
  }
}
