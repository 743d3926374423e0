package io.paymentdone.console.services;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook endpoint in responses of notification-service, with the fields that the console needs.
 *
 * @param url its path and query are secret at many receivers
 * @param disabledReason why nothing is sent; null if the endpoint is enabled, or if its client
 *     disabled it
 * @param failingSince begin of a time without one success; null after a success
 * @param secret in the response that created the endpoint only
 */
public record WebhookEndpoint(
    UUID id,
    String url,
    @Nullable String description,
    boolean enabled,
    @Nullable String disabledReason,
    @Nullable Instant failingSince,
    @Nullable String secret) {

  /** Without the secret and the URL, which belong into no log. */
  @Override
  public String toString() {
    return "WebhookEndpoint[id=" + id + "]";
  }
}
