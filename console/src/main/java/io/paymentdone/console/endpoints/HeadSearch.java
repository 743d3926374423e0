package io.paymentdone.console.endpoints;

import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.web.paging.Page;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Searches the delivery that all others of a user wait for. It is the last of a list that has the
 * newest first, so each call reads a page further, and once there, that page again.
 */
final class HeadSearch {

  private final WebhookApi webhooks;
  private final UUID endpointId;
  private final String userId;
  private @Nullable String cursor;
  private boolean over;

  HeadSearch(WebhookApi webhooks, UUID endpointId, String userId) {
    this.webhooks = webhooks;
    this.endpointId = endpointId;
    this.userId = userId;
  }

  /** Reads one page. Returns the delivery if that page has it, and otherwise null. */
  @Nullable WebhookDelivery next() {
    Page<WebhookDelivery> page = webhooks.waiting(endpointId, userId, cursor);
    if (page.next() != null) {
      cursor = page.next();
      return null;
    }
    over = page.items().isEmpty();
    return over ? null : page.items().getLast();
  }

  /** Whether nothing is left where the search has come to. Newer deliveries may wait. */
  boolean isOver() {
    return over;
  }
}
