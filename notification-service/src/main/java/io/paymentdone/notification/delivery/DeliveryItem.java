package io.paymentdone.notification.delivery;

import io.paymentdone.notification.feed.UuidText;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delivery in responses. */
@Schema(description = "A feed entry on its way to a webhook endpoint or by e-mail")
record DeliveryItem(
    @Schema(
            description = "Constant over all attempts; of a webhook, its webhook-id",
            example = UuidText.EXAMPLE)
        UUID id,
    @Schema(description = "How it is delivered: webhook, email or log", example = "webhook")
        String channel,
    @Schema(
            description = "The webhook endpoint; null for other channels",
            example = UuidText.EXAMPLE)
        @Nullable UUID endpointId,
    @Schema(description = "Whose feed the entry is in", example = "user1") String userId,
    @Schema(description = "The payment that it is about", example = UuidText.EXAMPLE)
        UUID paymentId,
    @Schema(
            description =
                "Position among the deliveries of the user to the endpoint or by the channel, from"
                    + " 1 without holes",
            example = "7")
        long sequence,
    @Schema(
            description = "Id of the feed entry before it in that order; null for the first",
            example = UuidText.EXAMPLE)
        @Nullable UUID previousId,
    @Schema(
            description = "WAITING, DELIVERED or DEAD: no further attempt is made",
            example = "WAITING")
        DeliveryState state,
    @Schema(description = "Attempts since it was last queued", example = "2") int tries,
    @Schema(description = "The latest attempts, in order") List<DeliveryAttempt> attempts,
    @Schema(
            description =
                "When the next attempt is due; null if it is finished, if it waits for those before"
                    + " it, or if an attempt is under way",
            example = "2026-11-29T09:05:00Z")
        @Nullable Instant nextAttemptAt,
    @Schema(description = "When the event was received", example = "2026-11-29T09:00:00.137Z")
        Instant createdAt,
    @Schema(
            description = "When it was delivered or given up; null while it waits",
            example = "2026-11-29T09:05:01Z")
        @Nullable Instant finishedAt) {
  /** Without what is personal. */
  @Override
  public String toString() {
    return "DeliveryItem[id=" + id + ", state=" + state + "]";
  }
}
