package io.paymentdone.console.endpoints;

import io.paymentdone.console.services.WebhookEndpoint;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook endpoint on the page.
 *
 * @param url without its query, which is secret at many receivers
 * @param receiver whether it is the endpoint of this console's own receiver
 * @param enabled whether its client, and the service, want deliveries sent to it
 * @param disabledReason why nothing is sent; null if it is enabled, or if its client disabled it
 * @param failingSince begin of a time without one success; null after a success
 * @param waiting what waits for it; null while it is not known
 */
public record EndpointView(
    UUID id,
    String url,
    @Nullable String description,
    boolean receiver,
    boolean enabled,
    @Nullable String disabledReason,
    @Nullable Instant failingSince,
    @Nullable WaitingCount waiting) {

  static EndpointView of(
      WebhookEndpoint endpoint, boolean receiver, @Nullable WaitingCount waiting) {
    String url = endpoint.url();
    int query = url.indexOf('?');
    return new EndpointView(
        endpoint.id(),
        query < 0 ? url : url.substring(0, query),
        endpoint.description(),
        receiver,
        endpoint.enabled(),
        endpoint.disabledReason(),
        endpoint.failingSince(),
        waiting);
  }

  /** Without the URL, whose path is secret at many receivers. */
  @Override
  public String toString() {
    return "EndpointView[id=" + id + "]";
  }
}
