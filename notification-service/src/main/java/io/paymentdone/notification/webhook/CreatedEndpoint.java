package io.paymentdone.notification.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A new endpoint and its secret.
 *
 * @param secret signs its requests (Standard Webhooks); in this response only
 */
record CreatedEndpoint(
    @JsonUnwrapped EndpointItem endpoint,
    @Schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") String secret) {

  /** Without the secret: Spring MVC may log responses. */
  @Override
  public String toString() {
    return "CreatedEndpoint[id=" + endpoint.id() + "]";
  }
}
