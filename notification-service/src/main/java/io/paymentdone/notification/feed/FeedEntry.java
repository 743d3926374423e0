package io.paymentdone.notification.feed;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A feed entry as it is stored. Its text is made when it is read ({@link NotificationText}).
 *
 * @param amount minor units of {@code currency}
 * @param occurredAt when the payment was accepted
 * @param receivedAt when the event was received
 * @param partition of the event on the topic; with {@code offset} it defines the order of the feed
 * @param consumer client id of the member that received the event
 * @param metadata what the client added to the payment; null when there is none
 * @param read whether the user's mark has reached it ({@link ReadMarks})
 */
public record FeedEntry(
    UUID id,
    String userId,
    UUID paymentId,
    long amount,
    String currency,
    @Nullable String description,
    Instant occurredAt,
    Instant receivedAt,
    int partition,
    long offset,
    String consumer,
    @Nullable SortedMap<String, String> metadata,
    boolean read) {

  /** Characters (UTF-16 units) of its texts. */
  public int characters() {
    int characters = userId.length() + (description == null ? 0 : description.length());
    if (metadata != null) {
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        characters += entry.getKey().length() + entry.getValue().length();
      }
    }
    return characters;
  }

  /** The entry as it was stored, before its user marked anything as read. */
  public FeedEntry unread() {
    return new FeedEntry(
        id,
        userId,
        paymentId,
        amount,
        currency,
        description,
        occurredAt,
        receivedAt,
        partition,
        offset,
        consumer,
        metadata,
        false);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "FeedEntry[id="
        + id
        + ", paymentId="
        + paymentId
        + ", partition="
        + partition
        + ", offset="
        + offset
        + "]";
  }
}
