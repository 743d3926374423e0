package io.paymentdone.console.receiver;

import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.console.services.WebhookEndpoint;
import io.paymentdone.web.paging.Page;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What notification-service says of the receiver's endpoint, at most a second old. */
final class EndpointWatch {

  private static final Logger log = LoggerFactory.getLogger(EndpointWatch.class);

  private static final Duration CACHED = Duration.ofSeconds(1);
  private static final int LANES_MAX = 10;

  /** Pages of a hundred that are read in search of the oldest delivery of one user. */
  private static final int PAGES_MAX = 20;

  private static final String DELETED =
      "The endpoint was deleted at notification-service. Turn the receiver off and on again.";

  private static final String SILENT =
      "notification-service does not answer, so it is not known what waits.";

  private final UUID endpointId;
  private final WebhookApi webhooks;
  private final Supplier<List<String>> refusedUsers;
  private final LongSupplier nanoTime;

  /** Where the search for the oldest delivery of a user goes on. */
  private final Map<String, String> cursors = new HashMap<>();

  private @Nullable Known known;
  private long askedAt;

  /**
   * A watch that has not asked yet.
   *
   * @param refusedUsers users whose last delivery the receiver did not take, the longest first
   */
  EndpointWatch(
      UUID endpointId,
      WebhookApi webhooks,
      Supplier<List<String>> refusedUsers,
      LongSupplier nanoTime) {
    this.endpointId = endpointId;
    this.webhooks = webhooks;
    this.refusedUsers = refusedUsers;
    this.nanoTime = nanoTime;
  }

  /**
   * State of the endpoint.
   *
   * @param waiting null if it is not known
   * @param disabledReason why nothing is sent; null while the endpoint is enabled
   * @param note why something is not known; null if all is
   */
  record Known(
      @Nullable List<WaitingLane> waiting,
      @Nullable String disabledReason,
      @Nullable String note) {}

  synchronized Known now() {
    Known last = known;
    if (last != null && nanoTime.getAsLong() - askedAt < CACHED.toNanos()) {
      return last;
    }
    Known asked = ask();
    known = asked;
    askedAt = nanoTime.getAsLong();
    return asked;
  }

  /** Has the next call of {@link #now} ask the service. */
  synchronized void forget() {
    known = null;
  }

  private Known ask() {
    try {
      Optional<WebhookEndpoint> endpoint = webhooks.find(endpointId);
      return endpoint.isEmpty()
          ? new Known(List.of(), DELETED, null)
          : new Known(waiting(), disabledReason(endpoint.get()), null);
    } catch (ServiceUnavailableException e) {
      log.debug("It is not known what waits, because no replica answers", e);
      return new Known(null, null, SILENT);
    }
  }

  private static @Nullable String disabledReason(WebhookEndpoint endpoint) {
    String reason = endpoint.disabledReason();
    if (reason == null && !endpoint.enabled()) {
      return "The endpoint was disabled at notification-service.";
    }
    return reason;
  }

  /**
   * Lanes whose oldest delivery has failed. The service lists the newest first, so if more than one
   * page waits, the oldest of a user is searched for each user that the receiver refused.
   */
  private List<WaitingLane> waiting() {
    Page<WebhookDelivery> newest = webhooks.waiting(endpointId, null, null);
    SequencedMap<String, WebhookDelivery> heads = new LinkedHashMap<>();
    newest.items().forEach(delivery -> heads.put(delivery.userId(), delivery));
    if (newest.next() == null) {
      cursors.clear();
    } else {
      List<String> refused = refusedUsers.get();
      cursors.keySet().retainAll(refused);
      refused.stream()
          .limit(LANES_MAX)
          .forEach(user -> oldest(user).ifPresent(head -> heads.put(user, head)));
    }
    return heads.values().stream()
        .filter(head -> head.tries() > 0)
        .sorted(Comparator.comparing(WebhookDelivery::createdAt))
        .limit(LANES_MAX)
        .map(WaitingLane::of)
        .toList();
  }

  private Optional<WebhookDelivery> oldest(String userId) {
    for (int i = 0; i < PAGES_MAX; i++) {
      String from = cursors.get(userId);
      Page<WebhookDelivery> page = webhooks.waiting(endpointId, userId, from);
      String next = page.next();
      if (next != null) {
        cursors.put(userId, next);
      } else if (page.items().isEmpty() && from != null) {
        // All that was older is delivered.
        cursors.remove(userId);
      } else {
        return page.items().isEmpty() ? Optional.empty() : Optional.of(page.items().getLast());
      }
    }
    return Optional.empty();
  }
}
