package io.paymentdone.notification.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook endpoint as its sender needs it.
 *
 * @param number its target in lanes and deliveries
 * @param secrets all that sign now, newest first; none if they cannot be decrypted
 * @param failingSince begin of a time without one success; null after a success
 */
record WebhookEndpoint(
    int number, UUID id, URI url, List<byte[]> secrets, @Nullable Instant failingSince) {

  /** Without secrets, and of the URL only the host: path and query of many receivers are secret. */
  @Override
  public String toString() {
    return "WebhookEndpoint[number=" + number + ", id=" + id + ", host=" + url.getHost() + "]";
  }
}
