package io.paymentdone.console.endpoints;

import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.web.paging.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * What waits for each endpoint, from the lists of waiting deliveries, for notification-service has
 * no counts of them. A few requests are made at a time, so many endpoints are counted in turn.
 */
final class WaitingCounts {

  /** Each takes one request, or two if more waits for it than a page has. */
  static final int ENDPOINTS_AT_A_TIME = 2;

  private static final Comparator<WebhookDelivery> BY_AGE =
      Comparator.comparing(WebhookDelivery::createdAt);

  private final WebhookApi webhooks;
  private final Map<UUID, WaitingCount> counts = new HashMap<>();

  /** For endpoints for which more waits than a page has. */
  private final Map<UUID, HeadSearch> searches = new HashMap<>();

  WaitingCounts(WebhookApi webhooks) {
    this.webhooks = webhooks;
  }

  /**
   * Counts anew for those whose count is missing or the oldest.
   *
   * @param endpoints all that there are
   * @return the counts known, by endpoint
   */
  Map<UUID, WaitingCount> of(Collection<UUID> endpoints) {
    counts.keySet().retainAll(endpoints);
    searches.keySet().retainAll(endpoints);
    List<UUID> oldestFirst = new ArrayList<>(endpoints);
    oldestFirst.sort(Comparator.comparing(this::countedAt));
    oldestFirst.stream().limit(ENDPOINTS_AT_A_TIME).forEach(id -> counts.put(id, count(id)));
    return Map.copyOf(counts);
  }

  private Instant countedAt(UUID endpointId) {
    WaitingCount count = counts.get(endpointId);
    return count == null ? Instant.MIN : count.at();
  }

  private WaitingCount count(UUID endpointId) {
    Page<WebhookDelivery> newest = webhooks.waiting(endpointId, null, null);
    // The list has the newest first, so the oldest of each user stays.
    SequencedMap<String, WebhookDelivery> oldest = new LinkedHashMap<>();
    newest.items().forEach(delivery -> oldest.put(delivery.userId(), delivery));
    boolean complete = newest.next() == null;
    if (complete) {
      searches.remove(endpointId);
    }
    WebhookDelivery first =
        oldest.values().stream()
            .filter(delivery -> delivery.tries() > 0)
            .min(BY_AGE)
            .or(() ->
                complete
                    ? oldest.values().stream().min(BY_AGE)
                    : search(endpointId, newest.items().getLast().userId()))
            .orElse(null);
    return new WaitingCount(
        Instant.now(),
        oldest.size(),
        complete,
        first == null ? null : WaitingCount.First.of(first));
  }

  /**
   * The first delivery of a user; empty while it is not found.
   *
   * @param userId for whom a search begins, if none is under way
   */
  private Optional<WebhookDelivery> search(UUID endpointId, String userId) {
    HeadSearch search =
        searches.computeIfAbsent(endpointId, id -> new HeadSearch(webhooks, id, userId));
    Optional<WebhookDelivery> head = Optional.ofNullable(search.next());
    if (search.isOver()) {
      searches.remove(endpointId);
    }
    return head;
  }
}
