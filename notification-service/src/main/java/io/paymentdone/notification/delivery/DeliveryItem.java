package io.paymentdone.notification.delivery;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery in responses.
 *
 * @param id constant over all attempts; of a webhook, its {@code webhook-id}
 * @param channel such as {@code webhook}
 * @param endpointId null for a channel without endpoints
 * @param sequence position among the deliveries of the user to the endpoint or by the channel, from
 *     1 without holes
 * @param previousId id of the feed entry before it in that order; null for the first
 * @param tries attempts since it was last queued
 * @param attempts the latest ones, in order
 * @param nextAttemptAt when the next attempt is due; null if it is finished, if it waits for those
 *     before it, or if an attempt is under way
 * @param createdAt when the event was received
 * @param finishedAt when it was delivered or given up; null while it waits
 */
record DeliveryItem(
    UUID id,
    @Schema(example = "webhook") String channel,
    @Nullable UUID endpointId,
    @Schema(example = "user1") String userId,
    UUID paymentId,
    @Schema(example = "7") long sequence,
    @Nullable UUID previousId,
    DeliveryState state,
    @Schema(example = "2") int tries,
    List<DeliveryAttempt> attempts,
    @Nullable Instant nextAttemptAt,
    Instant createdAt,
    @Nullable Instant finishedAt) {}
