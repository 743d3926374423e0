package io.paymentdone.notification.stream;

import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code GET /notifications/stream}: a user's new entries as server-sent events. */
@RestController
class NotificationStreamController {

  private final NotificationStreams streams;

  NotificationStreamController(NotificationStreams streams) {
    this.streams = streams;
  }

  /**
   * Opens a stream; behind an event's id it goes on there. {@code HEAD}, which Spring maps here
   * too, opens none: the server discards what is sent to it, so it would never end.
   */
  @Operation(
      summary = "A user's new entries as server-sent events",
      description =
          "Each event's id says how far the stream has come. 429 too-many-streams-of-caller: this"
              + " caller has its share of this replica's streams. 503 too-many-streams, overloaded:"
              + " try again after Retry-After.")
  @GetMapping(path = "/notifications/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> open(
      HttpMethod method,
      HttpServletRequest request,
      @Nullable Principal caller,
      @RequestParam(required = false) @Nullable String userId,
      @Parameter(
              description =
                  "Goes on behind the event with this id. A browser's EventSource sends it by"
                      + " itself when it reconnects. It counts more than lastEventId.")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventIdHeader,
      @Parameter(
              description =
                  "As the header Last-Event-ID, which an EventSource that is made anew cannot set.")
          @RequestParam(required = false)
          @Nullable String lastEventId) {
    String user = TextRule.userId(userId);
    LastEventId last = LastEventId.of(lastEventIdHeader, lastEventId);
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(MediaType.TEXT_EVENT_STREAM)
            .cacheControl(CacheControl.noStore())
            // Proxies of nginx's family would hold events back.
            .header("X-Accel-Buffering", "no");
    return method.equals(HttpMethod.HEAD)
        ? answer.build()
        : answer.body(streams.open(charged(request, caller), user, last));
  }

  /** A client's name and an address that looks like it are not the same caller. */
  private static String charged(HttpServletRequest request, @Nullable Principal caller) {
    return caller == null ? "address " + request.getRemoteAddr() : "client " + caller.getName();
  }
}
