package io.paymentdone.notification.delivery;

import io.paymentdone.notification.feed.UuidText;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.PageLimit;
import io.paymentdone.web.security.CallerCheck;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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
@RestController
class DeliveryController {

  private final Deliveries deliveries;

  DeliveryController(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** A page of deliveries, newest first. */
  @Operation(
      summary = "Deliveries to the caller's webhook endpoints and by e-mail, newest first",
      description =
          "At least one of endpointId and userId is required; with endpointId, only those to that"
              + " endpoint. 404 not-found: the caller has no such endpoint. Deliveries past their"
              + " retention are deleted.")
  @GetMapping(path = "/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
  Page<DeliveryItem> list(
      @RequestParam(required = false) @Nullable String endpointId,
      @RequestParam(required = false) @Nullable String userId,
      @Parameter(description = "WAITING, DELIVERED or DEAD") @RequestParam(required = false)
          @Nullable String state,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String after,
      @Nullable Principal caller) {
    return deliveries.page(
        DeliveryQuery.parse(endpointId, userId, state),
        CallerCheck.name(caller),
        PageLimit.parse(limit),
        after);
  }

  /** Makes a delivery's lane due now. */
  @Operation(
      summary = "Sends a waiting delivery now, or a dead one again",
      description =
          "Deliveries of a user to an endpoint, or by e-mail, are sent in order, so those that wait"
              + " before it are sent first. A dead one waits again with its old sequence. Nothing"
              + " is sent while the endpoint is disabled. 409 already-delivered; 503 lane-busy with"
              + " Retry-After.")
  @PostMapping(path = "/deliveries/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeliveryItem retry(@PathVariable String id, @Nullable Principal caller) {
    UUID delivery = UuidText.parse(id);
    if (delivery == null) {
      throw Deliveries.unknown("with this id");
    }
    return deliveries.retry(delivery, CallerCheck.name(caller));
  }
}
