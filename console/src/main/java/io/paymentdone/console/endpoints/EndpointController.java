package io.paymentdone.console.endpoints;

import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The webhook endpoints of the console's client. */
@RestController
class EndpointController {

  private final EndpointList endpoints;

  EndpointController(EndpointList endpoints) {
    this.endpoints = endpoints;
  }

  @Operation(
      summary = "Webhook endpoints of the console's client, newest first, and what waits for them",
      description =
          "Those of the credentials with which the console calls notification-service, at most a"
              + " hundred. Each request has what waits counted anew for two of them, in turn;"
              + " at says when, and waiting is null before the first time.")
  @GetMapping("/api/webhook-endpoints")
  EndpointList.WebhookEndpoints endpoints() {
    return endpoints.look();
  }
}
