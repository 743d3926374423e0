package io.paymentdone.console.lab;

import io.paymentdone.console.live.SseResponse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The museum of mistakes; 404 {@code not-available} outside of the local stack. */
@RestController
@RequestMapping("/api/lab/museum")
class MuseumController {

  private final Labs labs;

  MuseumController(Labs labs) {
    this.labs = labs;
  }

  /** A request for a museum; it has no fields. */
  record NewMuseum() {}

  /** A request to kill all; it has no fields. */
  record KillAll() {}

  @Operation(
      summary = "Open the museum of mistakes; not while there is a lab",
      description =
          "Groups with classic mistakes read payment-done from now on, and producers with classic"
              + " mistakes copy it to topics of the museum; payments come from POST /api/traffic."
              + " It ends, and its topics and groups are deleted, by DELETE, after 10 minutes, when"
              + " no page has watched its stream for 5 minutes, when it has counted 15 000"
              + " payments, and when the console stops.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  MuseumState begin(@RequestBody(required = false) @Nullable NewMuseum none) {
    return labs.beginMuseum().state();
  }

  @Operation(summary = "The museum of mistakes; in the local stack only")
  @GetMapping
  MuseumState state() {
    return museum().state();
  }

  @Operation(
      summary = "End the museum and delete its topics and groups",
      description =
          "503 when the museum has ended, but a topic or a group is not deleted yet; the console"
              + " goes on trying.")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end() {
    labs.endOrReport(museum(), "The museum", "a topic or a group of it");
  }

  @Operation(
      summary = "Kill every consumer and producer of the museum, and start new ones",
      description =
          "Each dies with records in hand that it has not handled or not committed, and does not"
              + " leave its group. A replica of notification-service is killed, too, and replaced."
              + " 503 while one of the museum's is not at work, as after a kill.")
  @PostMapping("/kill")
  MuseumState kill(@RequestBody(required = false) @Nullable KillAll none) {
    Museum museum = museum();
    museum.kill();
    return museum.state();
  }

  /** Occupies the virtual thread of the request until the page disconnects or the museum ends. */
  @Operation(
      summary = "Watch the museum of mistakes",
      description = "Server-sent events as those of a lab; museum (its state) in place of lab.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(oneOf = {MuseumState.class, SseResponse.Heartbeat.class})))
  @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void stream(
      HttpServletRequest request,
      @Parameter(description = "Id of the last event received")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    museum().stream().serve(request, lastEventId, response);
  }

  private Museum museum() {
    return labs.found(labs.museum(), "museum");
  }
}
