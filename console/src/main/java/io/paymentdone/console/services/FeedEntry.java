package io.paymentdone.console.services;

import java.time.Instant;
import java.util.UUID;

/** An entry of a user's feed as notification-service answers it, as far as the console needs it. */
public record FeedEntry(
    UUID paymentId,
    String userId,
    Instant occurredAt,
    Instant receivedAt,
    int partition,
    long offset,
    String consumer) {}
