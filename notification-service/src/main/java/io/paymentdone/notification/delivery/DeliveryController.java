package io.paymentdone.notification.delivery;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.feed.UuidText;
import io.paymentdone.web.openapi.AfterParameter;
import io.paymentdone.web.openapi.IdParameter;
import io.paymentdone.web.openapi.LimitParameter;
import io.paymentdone.web.openapi.ProblemResponse;
import io.paymentdone.web.openapi.UserIdParameter;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /deliveries}: what became of deliveries to webhook endpoints and by e-mail. */
@Tag(name = "Deliveries", description = "What became of webhooks and e-mails")
@RestController
class DeliveryController {

  private final Deliveries deliveries;

  DeliveryController(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** A page of deliveries, newest first. */
  @Operation(
      operationId = "deliveries",
      summary = "Deliveries to the caller's webhook endpoints and by e-mail, newest first",
      description =
          "At least one of endpointId and userId is required; with endpointId, only those to that"
              + " endpoint. Deliveries past their retention are deleted.")
  @ProblemResponse(code = ProblemCode.NOT_FOUND, when = "The caller has no such endpoint.")
  @GetMapping(path = "/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  Page<DeliveryItem> list(
      @Parameter(
              description = "One of the caller's endpoints, a UUID. Required without userId.",
              schema = @Schema(type = "string", format = "uuid"),
              example = UuidText.EXAMPLE)
          @RequestParam(required = false)
          @Nullable String endpointId,
      @Parameter(
              description = UserIdParameter.DESCRIPTION + " All users of endpointId if absent.",
              schema =
                  @Schema(
                      type = "string",
                      minLength = 1,
                      maxLength = PaymentDone.USER_ID_LENGTH_MAX),
              example = "user1")
          @RequestParam(required = false)
          @Nullable String userId,
      @Parameter(
              description = "WAITING, DELIVERED or DEAD (given up). All states if absent.",
              schema = @Schema(implementation = DeliveryState.class),
              example = "DEAD")
          @RequestParam(required = false)
          @Nullable String state,
      @LimitParameter @RequestParam(required = false) @Nullable String limit,
      @AfterParameter @RequestParam(required = false) @Nullable String after,
      @Nullable Principal caller) {
    return deliveries.page(
        DeliveryQuery.parse(endpointId, userId, state),
        Caller.of(caller).name(),
        PageLimit.parse(limit),
        after);
  }

  /** Makes a delivery's lane due now. */
  @Operation(
      operationId = "retry",
      summary = "Sends a waiting delivery now, or a dead one again",
      description =
          "Deliveries of a user to an endpoint, or by e-mail, are sent in order, so those that wait"
              + " before it are sent first. A dead one waits again with its old sequence. Nothing"
              + " is sent while the endpoint is disabled.")
  @ApiResponse(
      responseCode = "202",
      description = "The delivery, which waits to be sent",
      useReturnTypeSchema = true)
  @ProblemResponse(
      code = ProblemCode.NOT_FOUND,
      when = "The caller has no such delivery; those past their retention are deleted.")
  @ProblemResponse(
      code = ProblemCode.ALREADY_DELIVERED,
      when = "The receiver has confirmed it, and nothing was changed.")
  @ProblemResponse(
      code = ProblemCode.LANE_BUSY,
      when = "The user's deliveries are locked; nothing was changed, see Retry-After.")
  @PostMapping(path = "/deliveries/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeliveryItem retry(@IdParameter @PathVariable String id, @Nullable Principal caller) {
    UUID delivery = UuidText.parse(id);
    if (delivery == null) {
      throw Deliveries.unknown("with this id");
    }
    return deliveries.retry(delivery, Caller.of(caller).name());
  }
}
