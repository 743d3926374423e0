package io.paymentdone.notification.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The new secret of an endpoint. */
@Schema(description = "The new secret of an endpoint")
record RotatedSecret(
    @Schema(
            description =
                "Signs the endpoint's requests (Standard Webhooks); in this response only",
            example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        String secret,
    @Schema(
            description = "Until when the one before signs too; null if it cannot",
            example = "2026-11-30T09:00:00.123Z")
        @Nullable Instant previousSecretUntil) {

  /** Without the secret: Spring MVC may log responses. */
  @Override
  public String toString() {
    return "RotatedSecret[previousSecretUntil=" + previousSecretUntil + "]";
  }
}
