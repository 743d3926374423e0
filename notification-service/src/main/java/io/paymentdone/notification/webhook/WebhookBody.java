package io.paymentdone.notification.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.feed.NotificationText;
import io.paymentdone.notification.feed.UuidText;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of deliveries: the feed's item in English, as {@code GET /notifications} has it, and its
 * place in the lane. It is the same at each attempt: {@code read} is false, for a delivery tells of
 * a new entry, whatever its user has read since.
 */
@Component
class WebhookBody {

  static final String TYPE = "payment.done";

  private final NotificationText text;
  private final JsonMapper json;

  WebhookBody(NotificationText text, JsonMapper json) {
    this.text = text;
    this.json = json;
  }

  /** The body of a delivery, as JSON. */
  String of(Delivery delivery) {
    FeedEntry entry = delivery.entry().unread();
    return json.writeValueAsString(
        new Body(
            TYPE,
            entry.occurredAt(),
            new Data(
                text.item(entry, Language.ENGLISH), delivery.sequence(), delivery.previousId())));
  }

  /** What is sent. */
  @Schema(name = "WebhookDelivery", description = "A new entry of a user's feed")
  record Body(
      @Schema(description = "Kind of event", allowableValues = TYPE, example = TYPE) String type,
      @Schema(
              description = "When the payment was accepted",
              example = "2026-11-29T09:00:00.123456Z")
          Instant timestamp,
      @Schema(description = "The entry and its place") Data data) {}

  /** The feed's item and its place in the lane. */
  @Schema(
      name = "WebhookDeliveryData",
      description =
          "The entry in English, its read always false, and its place among the user's deliveries"
              + " to the endpoint")
  record Data(
      @JsonUnwrapped NotificationItem item,
      @Schema(
              description =
                  "Counts the deliveries of one user to one endpoint from 1 without a hole",
              example = "7")
          long sequence,
      @Schema(
              description = "The id of the entry before it among them; null for the first",
              example = UuidText.EXAMPLE)
          @Nullable UUID previousId) {}
}
