package io.paymentdone.notification.delivery;

import io.paymentdone.notification.feed.FeedEntry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One feed entry on its way to one target.
 *
 * @param id constant over all attempts
 * @param target number of its target, such as a webhook endpoint
 * @param sequence position in its lane (one target and one user), from 1 without holes
 * @param previousId id of the feed entry before it in its lane; null for the first
 */
public record Delivery(
    UUID id, int target, long sequence, @Nullable UUID previousId, FeedEntry entry) {

  /** User whose lane it is in. */
  public String userId() {
    return entry.userId();
  }
}
