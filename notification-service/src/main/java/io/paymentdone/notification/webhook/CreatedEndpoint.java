package io.paymentdone.notification.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;

/** A new endpoint and its secret. */
@Schema(description = "A new webhook endpoint and its secret")
record CreatedEndpoint(
    @JsonUnwrapped EndpointItem endpoint,
    @Schema(
            description =
                "Signs the endpoint's requests (Standard Webhooks); in this response only",
            example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        String secret) {

  /** Without the secret: Spring MVC may log responses. */
  @Override
  public String toString() {
    return "CreatedEndpoint[id=" + endpoint.id() + "]";
  }
}
