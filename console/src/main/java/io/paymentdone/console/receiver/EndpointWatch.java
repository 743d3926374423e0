package io.paymentdone.console.receiver;

import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.console.services.WebhookEndpoint;
import io.paymentdone.web.paging.Page;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What notification-service says of the receiver's endpoint, at most a second old. */
final class EndpointWatch {

  private static final String DELETED =
      "The endpoint was deleted at notification-service. Turn the receiver off and on again.";

  private final UUID endpointId;
  private final WebhookApi webhooks;
  private final LaneHeads heads;
  private final CachedAnswer<Known> known;

  EndpointWatch(UUID endpointId, WebhookApi webhooks, RefusedUsers refused, LongSupplier nanoTime) {
    this.endpointId = endpointId;
    this.webhooks = webhooks;
    this.heads =
        new LaneHeads(refused, (userId, after) -> webhooks.waiting(endpointId, userId, after));
    this.known = new CachedAnswer<>(this::ask, nanoTime);
  }

  /**
   * State of the endpoint.
   *
   * @param disabledReason why nothing is sent; null while the endpoint is enabled
   */
  record Known(WaitingLanes waiting, @Nullable String disabledReason) {}

  Known now() {
    return known.get();
  }

  /** Has the next call of {@link #now} ask the service. */
  void forget() {
    known.forget();
  }

  private Known ask() {
    try {
      Optional<WebhookEndpoint> endpoint = webhooks.find(endpointId);
      return endpoint.isEmpty()
          ? new Known(WaitingLanes.NONE, DELETED)
          : new Known(waiting(), disabledReason(endpoint.get()));
    } catch (ServiceUnavailableException e) {
      return new Known(WaitingLanes.unknown(e), null);
    }
  }

  private static @Nullable String disabledReason(WebhookEndpoint endpoint) {
    String reason = endpoint.disabledReason();
    if (reason == null && !endpoint.enabled()) {
      return "The endpoint was disabled at notification-service.";
    }
    return reason;
  }

  /** The oldest deliveries are searched for only if more waits than a page has. */
  private WaitingLanes waiting() {
    Page<WebhookDelivery> newest = webhooks.waiting(endpointId, null, null);
    SequencedMap<String, WebhookDelivery> oldest = new LinkedHashMap<>();
    newest.items().forEach(delivery -> oldest.put(delivery.userId(), delivery));
    if (newest.next() != null) {
      heads.find().forEach(head -> oldest.put(head.userId(), head));
    }
    return WaitingLanes.of(oldest.values());
  }
}
