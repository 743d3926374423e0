package io.paymentdone.notification.stream;

import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.openapi.UserIdParameter;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.security.Caller;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code GET /notifications/stream}: a user's new entries as server-sent events. */
@Tag(name = "Feed", description = "What users are told of their payments")
@RestController
class NotificationStreamController {

  private final NotificationStreams streams;

  NotificationStreamController(NotificationStreams streams) {
    this.streams = streams;
  }

  /**
   * Opens a stream, which continues after the last event if its id is given. A {@code HEAD}
   * request, which Spring maps here too, opens none: its body is discarded, so the stream would
   * never end.
   */
  @Operation(
      operationId = "stream",
      summary = "A user's new entries as server-sent events",
      description =
          "The data of an event is a feed entry, its id the position of the stream. An event read"
              + " has {userId, partition, offset}: the user's items of this partition up to this"
              + " offset are read; a stream begins with those that there are.")
  @ApiResponse(
      responseCode = "200",
      description = "Events, until the client or the replica ends",
      headers =
          @Header(
              name = HttpHeaders.CONTENT_LANGUAGE,
              description = "Language of title and message",
              schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(implementation = NotificationItem.class)))
  @ProblemResponse(
      code = ProblemCode.TOO_MANY_STREAMS_OF_CALLER,
      when = "The caller has its share of the streams of this replica.")
  @ProblemResponse(
      code = ProblemCode.TOO_MANY_STREAMS,
      when = "This replica has as many streams open as it can serve; see Retry-After.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "A user asks for another user.")
  @GetMapping(path = "/notifications/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> open(
      HttpMethod method,
      HttpServletRequest request,
      @Nullable Principal principal,
      @UserIdParameter @RequestParam(required = false) @Nullable String userId,
      @Parameter(
              description =
                  "Continue after the event with this id. A browser's EventSource sends it when it"
                      + " reconnects. It takes precedence over lastEventId.",
              example = "2-1041")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventIdHeader,
      @Parameter(
              description =
                  "As the header Last-Event-ID, for a new EventSource, which cannot set headers.",
              example = "2-1041")
          @RequestParam(required = false)
          @Nullable String lastEventId,
      @Parameter(description = Language.HEADER_DESCRIPTION, example = "de-CH, en;q=0.5")
          @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
          @Nullable String acceptLanguage) {
    Caller caller = Caller.of(principal);
    String user = caller.touching(TextRule.userId(userId));
    LastEventId last = LastEventId.of(lastEventIdHeader, lastEventId);
    Language language = Language.preferred(acceptLanguage);
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(MediaType.TEXT_EVENT_STREAM)
            .cacheControl(CacheControl.noStore())
            .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
            // Otherwise nginx buffers events.
            .header("X-Accel-Buffering", "no");
    return method.equals(HttpMethod.HEAD)
        ? answer.build()
        : answer.body(
            streams.open(StreamOwner.of(caller, request.getRemoteAddr()), user, language, last));
  }
}
