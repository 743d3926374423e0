package io.paymentdone.notification.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A feed entry in responses. */
@Schema(description = "An entry of a user's feed")
public record NotificationItem(
    @Schema(description = "Id of the entry", example = UuidText.EXAMPLE) UUID id,
    @Schema(description = "Whose feed it is in", example = "user1") String userId,
    @Schema(description = "The payment that it is about", example = UuidText.EXAMPLE)
        UUID paymentId,
    @Schema(
            description = "One line in the language of the response; plain text, not HTML",
            example = "Payment of €12.50")
        String title,
    @Schema(
            description =
                "One sentence in the language of the response, with the payment's description if"
                    + " there is one; plain text, not HTML",
            example = "Your payment of €12.50 is done: order 42")
        String message,
    @Schema(description = "Minor units of the currency, such as cents", example = "1250")
        long amount,
    @Schema(description = "Three capital letters, as ISO 4217 has them", example = "EUR")
        String currency,
    @Schema(description = "When the payment was accepted", example = "2026-11-29T09:00:00.123456Z")
        Instant occurredAt,
    @Schema(description = "When its event was received", example = "2026-11-29T09:00:00.137Z")
        Instant receivedAt,
    @Schema(
            description = "Partition of the event; with offset it defines the order of the feed",
            example = "2")
        int partition,
    @Schema(description = "Offset of the event in the partition", example = "1041") long offset,
    @Schema(
            description = "Client id of the member that received the event",
            example = "notification-service-1")
        String consumer,
    @Schema(description = "Whether it, or a newer entry, was marked as read", example = "false")
        boolean read,
    @Schema(
            description = "What the client added to the payment; absent if it added nothing",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED,
            example = "{\"channel\": \"web\", \"order\": \"42\"}")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable SortedMap<String, String> metadata) {
  /** Without what is personal. */
  @Override
  public String toString() {
    return "NotificationItem[id=" + id + ", paymentId=" + paymentId + "]";
  }
}
