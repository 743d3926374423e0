package io.paymentdone.notification.feed;

import java.time.Instant;
import java.util.UUID;

/**
 * A feed entry as clients see it.
 *
 * @param amount minor units of {@code currency}
 * @param occurredAt when the payment was accepted
 * @param receivedAt when it came into the feed
 * @param partition where its event lies on the topic, with {@code offset}: the feed's order
 * @param consumer the member of the group that received it
 */
public record NotificationItem(
    UUID id,
    String userId,
    UUID paymentId,
    String title,
    String message,
    long amount,
    String currency,
    Instant occurredAt,
    Instant receivedAt,
    int partition,
    long offset,
    String consumer) {}
