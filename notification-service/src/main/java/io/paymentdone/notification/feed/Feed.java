package io.paymentdone.notification.feed;

import io.paymentdone.web.Cursor;
import io.paymentdone.web.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;

/**
 * Reads users' feeds. A feed's order, and its cursors, are the places of its events on the topic.
 */
@Service
class Feed {

  private static final String LIST = "notifications";

  private final NotificationRepository notifications;

  Feed(NotificationRepository notifications) {
    this.notifications = notifications;
  }

  /** A page of a user's feed, newest first. */
  public Page<NotificationItem> page(String userId, int limit, @Nullable String after) {
    Cursor cursor = new Cursor(LIST, userId);
    long[] place =
        after == null
            ? new long[] {Integer.MAX_VALUE, Long.MAX_VALUE}
            : cursor.read(after, 2, Integer.MAX_VALUE);
    List<NotificationItem> rows =
        notifications
            .findBefore(userId, Math.toIntExact(place[0]), place[1], Limit.of(limit + 1))
            .stream()
            .map(Notification::toItem)
            .toList();
    return Page.of(rows, limit, last -> cursor.write(last.partition(), last.offset()));
  }

  /** The entry of a payment; empty while its event has not come. */
  public Optional<NotificationItem> ofPayment(UUID paymentId) {
    return notifications.findByPaymentId(paymentId).map(Notification::toItem);
  }
}
