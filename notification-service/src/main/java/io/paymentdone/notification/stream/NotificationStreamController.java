package io.paymentdone.notification.stream;

import io.paymentdone.web.TextRule;
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
   * Opens a stream; with {@code Last-Event-ID} it goes on behind that event. {@code HEAD}, which
   * Spring maps here too, opens none: the server discards what is sent to it, so it would never
   * end.
   */
  @GetMapping(path = "/notifications/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> open(
      HttpMethod method,
      @RequestParam(required = false) @Nullable String userId,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
    String user = TextRule.userId(userId);
    EventId last = lastEventId == null ? null : EventId.parse(lastEventId);
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(MediaType.TEXT_EVENT_STREAM)
            .cacheControl(CacheControl.noStore())
            // Proxies of nginx's family would hold events back.
            .header("X-Accel-Buffering", "no");
    return method.equals(HttpMethod.HEAD) ? answer.build() : answer.body(streams.open(user, last));
  }
}
