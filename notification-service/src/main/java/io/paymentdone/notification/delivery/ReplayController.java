package io.paymentdone.notification.delivery;

import io.paymentdone.notification.feed.UuidText;
import io.paymentdone.web.security.CallerCheck;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
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
@RestController
class ReplayController {

  private final Replay replay;
  private final Clock clock;

  ReplayController(Replay replay, Clock clock) {
    this.replay = replay;
    this.clock = clock;
  }

  /**
   * Result of a replay.
   *
   * @param queued deliveries that wait again
   */
  record Replayed(@Schema(example = "1200") int queued) {}

  /** Queues finished deliveries again. */
  @Operation(
      summary = "Sends the deliveries of a time again",
      description =
          "Deliveries whose createdAt is from since (inclusive) to until (exclusive; default now)"
              + " and that are DELIVERED or DEAD wait again, with their old id, sequence and"
              + " previousId, before all that waits. At most 100 000: 422 too-many-deliveries,"
              + " nothing is queued. 503 replay-incomplete says how many were queued; the request"
              + " may be repeated. 503 lane-busy, overloaded: none was queued.")
  @PostMapping(
      path = "/webhook-endpoints/{id}/replay",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  Replayed replay(
      @PathVariable String id, @RequestBody ReplayRequest body, @Nullable Principal caller) {
    UUID endpointId = UuidText.parse(id);
    if (endpointId == null) {
      throw Deliveries.unknownEndpoint("with this id");
    }
    ReplayRequest.Checked request = body.checked(clock.instant());
    return new Replayed(
        replay.replay(
            endpointId,
            CallerCheck.name(caller),
            request.since(),
            request.until(),
            request.userId()));
  }
}
