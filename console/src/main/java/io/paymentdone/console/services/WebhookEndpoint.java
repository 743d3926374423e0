package io.paymentdone.console.services;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook endpoint in responses of notification-service, with the fields that the console needs.
 *
 * @param disabledReason why nothing is sent; null if the endpoint is enabled, or if its client
 *     disabled it
 * @param secret in the response that created the endpoint only
 */
public record WebhookEndpoint(
    UUID id,
    @Nullable String description,
    boolean enabled,
    @Nullable String disabledReason,
    @Nullable String secret) {

  /** Without the secret, which belongs into no log. */
  @Override
  public String toString() {
    return "WebhookEndpoint[id=" + id + "]";
  }
}
