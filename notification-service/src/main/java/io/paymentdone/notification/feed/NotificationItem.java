package io.paymentdone.notification.feed;

import java.time.Instant;
import java.util.UUID;

/**
 * A feed entry in responses.
 *
 * @param title one line in the language of the response; plain text, not HTML
 * @param message one sentence in the language of the response, with the payment's description if
 *     there is one; plain text, not HTML
 * @param amount minor units of {@code currency}
 * @param occurredAt when the payment was accepted
 * @param receivedAt when the event was received
 * @param partition of the event on the topic; with {@code offset} it defines the order of the feed
 * @param consumer client id of the member that received the event
 * @param read whether the user has marked it, or an entry after it, as read
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
    String consumer,
    boolean read) {}
