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

/** The protocols side by side; 404 {@code not-available} outside of the local stack. */
@RestController
@RequestMapping("/api/lab/protocols")
class ProtocolsController {

  private final Labs labs;

  ProtocolsController(Labs labs) {
    this.labs = labs;
  }

  /** A request for a comparison; it has no fields. */
  record NewComparison() {}

  /** A request to kill a consumer of each group; it has no fields. */
  record KillOneOfEach() {}

  @Operation(
      summary = "Start the protocols side by side; not while there is a lab or a museum",
      description =
          "A classic eager group (range), a classic cooperative one, one of KIP-848 and a share"
              + " group (KIP-932) read the same topic of 3 partitions, each of which is sent 10"
              + " records per second; every 20th takes 400 ms, the others 5. It ends, and its topic"
              + " and groups are deleted, by DELETE, after 5 minutes, and when the console stops.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ProtocolsState begin(@RequestBody(required = false) @Nullable NewComparison none) {
    return labs.beginProtocols().state();
  }

  @Operation(summary = "The protocols side by side; in the local stack only")
  @GetMapping
  ProtocolsState state() {
    return protocols().state();
  }

  @Operation(
      summary = "End the comparison and delete its topic and groups",
      description =
          "503 when it has ended, but its topic or a group is not deleted yet; the console goes on"
              + " trying.")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end() {
    labs.endOrReport(protocols(), "The comparison", "its topic or a group");
  }

  @Operation(
      summary = "Kill consumer 1 of each group, once",
      description =
          "Each dies with records that it has handled and not committed or acknowledged, and does"
              + " not leave its group. 503 before each group has all its consumers at work; 409 at"
              + " the second time.")
  @PostMapping("/kill")
  ProtocolsState kill(@RequestBody(required = false) @Nullable KillOneOfEach none) {
    Protocols protocols = protocols();
    protocols.kill();
    return protocols.state();
  }

  /** Occupies the virtual thread of the request until the page disconnects or it ends. */
  @Operation(
      summary = "Watch the protocols side by side",
      description = "Server-sent events as those of a lab; protocols (the state) in place of lab.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(oneOf = {ProtocolsState.class, SseResponse.Heartbeat.class})))
  @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void stream(
      HttpServletRequest request,
      @Parameter(description = "Id of the last event received")
          @RequestHeader(name = "Last-Event-ID", required = false)
          @Nullable String lastEventId,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    protocols().stream().serve(request, lastEventId, response);
  }

  private Protocols protocols() {
    return labs.found(labs.protocols(), "comparison of protocols");
  }
}
