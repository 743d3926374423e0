package io.paymentdone.notification.delivery;

import io.paymentdone.notification.feed.UuidText;
import io.paymentdone.web.openapi.IdParameter;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /webhook-endpoints/{id}/replay}. */
@Tag(name = "Webhook endpoints", description = "Where a client wants notifications sent to")
@RestController
class ReplayController {

  private final Replay replay;
  private final Clock clock;

  ReplayController(Replay replay, Clock clock) {
    this.replay = replay;
    this.clock = clock;
  }

  /** Result of a replay. */
  @Schema(description = "What a replay has queued")
  record Replayed(
      @Schema(description = "Deliveries that wait again", example = "1200") int queued) {}

  /** Queues finished deliveries again. */
  @Operation(
      operationId = "replay",
      summary = "Sends the deliveries of a time again",
      description =
          "Deliveries whose createdAt is from since (inclusive) to until (exclusive; default now)"
              + " and that are DELIVERED or DEAD wait again, with their old id, sequence and"
              + " previousId, before all that waits: at most 100 000.")
  @ApiResponse(responseCode = "202", description = "They wait again", useReturnTypeSchema = true)
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "The caller has no such endpoint.")
  @ProblemResponse(
      code = ProblemCode.TOO_MANY_DELIVERIES,
      when = "There are more than 100 000 of this time, and none was queued.")
  @ProblemResponse(
      code = ProblemCode.REPLAY_INCOMPLETE,
      when = "Some are queued, detail says how many; repeat the request to queue the others.")
  @ProblemResponse(
      code = ProblemCode.LANE_BUSY,
      when = "A user's deliveries are locked; none was queued, see Retry-After.")
  @PostMapping(
      path = "/webhook-endpoints/{id}/replay",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  Replayed replay(
      @IdParameter @PathVariable String id,
      @RequestBody ReplayRequest body,
      @Nullable Principal caller) {
    UUID endpointId = UuidText.parse(id);
    if (endpointId == null) {
      throw Deliveries.unknownEndpoint("with this id");
    }
    ReplayRequest.Checked request = body.checked(clock.instant());
    return new Replayed(
        replay.replay(
            endpointId,
            Caller.of(caller).name(),
            request.since(),
            request.until(),
            request.userId()));
  }
}
