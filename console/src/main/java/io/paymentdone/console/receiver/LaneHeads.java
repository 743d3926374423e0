package io.paymentdone.console.receiver;

import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.web.paging.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The oldest waiting delivery of each refused user, in lists that have the newest first. */
final class LaneHeads {

  /** Pages of at most a hundred that are read in search of the oldest delivery of one user. */
  private static final int PAGES_MAX = 20;

  private final RefusedUsers refused;
  private final WaitingList list;

  /** Of each user, the cursor of the page with the oldest delivery found so far. */
  private final Map<String, String> cursors = new HashMap<>();

  LaneHeads(RefusedUsers refused, WaitingList list) {
    this.refused = refused;
    this.list = list;
  }

  /** What waits of a user. */
  interface WaitingList {

    /**
     * A page of it, newest first.
     *
     * @param after cursor; null for the first page
     */
    Page<WebhookDelivery> page(String userId, @Nullable String after);
  }

  /**
   * Those of the users refused for the longest time. A user of whom nothing waits is forgotten,
   * because the delivery was given up, and others are to be found then.
   */
  List<WebhookDelivery> find() {
    List<String> users = refused.first(WaitingLanes.LANES_MAX);
    cursors.keySet().retainAll(users);
    List<WebhookDelivery> heads = new ArrayList<>();
    users.forEach(user -> oldest(user).ifPresentOrElse(heads::add, () -> refused.remove(user)));
    return heads;
  }

  /** The oldest delivery, or the oldest one found so far, from which the next search goes on. */
  private Optional<WebhookDelivery> oldest(String userId) {
    String at = cursors.get(userId);
    WebhookDelivery oldest = null;
    for (int i = 0; i < PAGES_MAX; i++) {
      Page<WebhookDelivery> page = list.page(userId, at);
      if (!page.items().isEmpty()) {
        oldest = page.items().getLast();
        if (at != null) {
          cursors.put(userId, at);
        }
      }
      if (page.next() != null) {
        at = page.next();
      } else if (oldest == null && cursors.remove(userId) != null) {
        // All that was as old is delivered.
        at = null;
      } else {
        return Optional.ofNullable(oldest);
      }
    }
    if (oldest == null) {
      cursors.remove(userId);
    }
    return Optional.ofNullable(oldest);
  }
}
