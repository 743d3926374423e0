package io.paymentdone.console.lookup;

import io.paymentdone.console.services.FeedEntry;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.web.paging.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds the deliveries of a payment among those of its user, which have the newest first. */
@Component
class DeliverySearch {

  private static final Logger log = LoggerFactory.getLogger(DeliverySearch.class);

  /** Pages of at most a hundred that are read for one trace. */
  static final int PAGES_MAX = 10;

  /** An entry has the time of the member that stored it, a delivery that of the database. */
  private static final Duration CLOCK_DIFFERENCE_MAX = Duration.ofMinutes(1);

  private final WebhookApi webhooks;

  DeliverySearch(WebhookApi webhooks) {
    this.webhooks = webhooks;
  }

  /**
   * What was found.
   *
   * @param deliveries null if notification-service does not answer
   * @param searchedSince the search ended here, and older deliveries, which may be the payment's,
   *     were not looked at; null if all that may be were
   */
  record Found(@Nullable List<WebhookDelivery> deliveries, @Nullable Instant searchedSince) {}

  /** A payment that is in no feed has no deliveries. */
  static final Found NONE = new Found(List.of(), null);

  /**
   * The deliveries of an entry's payment. They are queued in the statement that stores the entry,
   * so all deliveries before the entry are of others.
   */
  Found find(FeedEntry entry) {
    Instant begin = entry.receivedAt().minus(CLOCK_DIFFERENCE_MAX);
    List<WebhookDelivery> found = new ArrayList<>();
    Instant oldest = null;
    String after = null;
    try {
      for (int i = 0; i < PAGES_MAX; i++) {
        Page<WebhookDelivery> page = webhooks.ofUser(entry.userId(), after);
        page.items().stream()
            .filter(delivery -> delivery.paymentId().equals(entry.paymentId()))
            .forEach(found::add);
        after = page.next();
        if (after == null) {
          return new Found(found, null);
        }
        oldest = page.items().getLast().createdAt();
        if (oldest.isBefore(begin)) {
          return new Found(found, null);
        }
      }
    } catch (ServiceUnavailableException e) {
      log.debug("Deliveries of a payment are unknown, because a service does not answer", e);
      return new Found(null, null);
    }
    return new Found(found, oldest);
  }
}
