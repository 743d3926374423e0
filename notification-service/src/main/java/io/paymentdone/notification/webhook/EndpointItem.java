package io.paymentdone.notification.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint in responses.
 *
 * @param callers clients whose payments it gets; null for all
 * @param enabled whether its client, and the service, want deliveries sent to it
 * @param disabledReason why nothing is sent, and what helps; null if the client disabled it itself
 * @param failingSince begin of a time without one success
 * @param log its latest changes, newest first, at most 20
 */
record EndpointItem(
    UUID id,
    @Schema(example = "https://hooks.example.com/payments") String url,
    @Schema(example = "billing") @Nullable String description,
    @Schema(example = "[\"shop\"]") @Nullable List<String> callers,
    boolean enabled,
    @Nullable String disabledReason,
    @Nullable Instant failingSince,
    Instant createdAt,
    List<LogEntry> log) {

  /** Without the URL: path and query of many receivers are secret. */
  @Override
  public String toString() {
    return "EndpointItem[id=" + id + "]";
  }
}
