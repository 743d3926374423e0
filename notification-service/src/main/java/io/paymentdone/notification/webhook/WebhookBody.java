package io.paymentdone.notification.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.feed.NotificationText;
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

  private static final String TYPE = "payment.done";

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

  private record Body(String type, Instant timestamp, Data data) {}

  private record Data(
      @JsonUnwrapped NotificationItem item, long sequence, @Nullable UUID previousId) {}
}
