package io.paymentdone.notification.webhook;

import io.paymentdone.notification.feed.UuidText;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An endpoint in responses. */
@Schema(description = "A webhook endpoint")
record EndpointItem(
    @Schema(description = "Id of the endpoint", example = UuidText.EXAMPLE) UUID id,
    @Schema(description = "Where requests go", example = "https://hooks.example.com/payments")
        String url,
    @Schema(description = "For people; null if there is none", example = "billing")
        @Nullable String description,
    @Schema(description = "Clients whose payments it gets; null for all", example = "[\"shop\"]")
        @Nullable List<String> callers,
    @Schema(
            description = "Whether its client, and the service, want deliveries sent to it",
            example = "true")
        boolean enabled,
    @Schema(
            description =
                "Why nothing is sent, and what helps; null if its client disabled it itself",
            example = "it answered 410 Gone")
        @Nullable String disabledReason,
    @Schema(
            description = "Begin of a time without one success; null after a success",
            example = "2026-11-29T09:00:00.123Z")
        @Nullable Instant failingSince,
    @Schema(description = "When it was made", example = "2026-11-01T09:00:00.123Z")
        Instant createdAt,
    @Schema(description = "Its latest changes, newest first, at most 20") List<LogEntry> log) {

  /** Without the URL: path and query of many receivers are secret. */
  @Override
  public String toString() {
    return "EndpointItem[id=" + id + "]";
  }
}
