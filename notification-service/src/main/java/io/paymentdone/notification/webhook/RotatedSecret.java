package io.paymentdone.notification.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The new secret of an endpoint.
 *
 * @param secret signs its requests (Standard Webhooks); in this response only
 * @param previousSecretUntil until when the one before signs too; null if it cannot
 */
record RotatedSecret(
    @Schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") String secret,
    @Nullable Instant previousSecretUntil) {

  /** Without the secret: Spring MVC may log responses. */
  @Override
  public String toString() {
    return "RotatedSecret[previousSecretUntil=" + previousSecretUntil + "]";
  }
}
