package io.paymentdone.console.receiver;

import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.WebhookApi;
import io.paymentdone.console.services.WebhookDelivery;
import io.paymentdone.web.paging.Page;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What notification-service says of the mails of refused users, at most a second old. */
final class MailWatch {

  private static final String CHANNEL = "email";

  private static final WaitingLanes UNASKED =
      new WaitingLanes(null, "What waits was not asked for while no page was open.");

  private final WebhookApi deliveries;
  private final RefusedUsers refused;
  private final LaneHeads heads;
  private final CachedAnswer<WaitingLanes> lanes;

  MailWatch(WebhookApi deliveries, RefusedUsers refused, LongSupplier nanoTime) {
    this.deliveries = deliveries;
    this.refused = refused;
    this.heads = new LaneHeads(refused, this::mails);
    this.lanes = new CachedAnswer<>(this::ask, nanoTime);
  }

  WaitingLanes lanes() {
    return lanes.get();
  }

  /** What is known without the service. */
  WaitingLanes lanesUnasked() {
    return refused.first(1).isEmpty() ? WaitingLanes.NONE : UNASKED;
  }

  /** Has the next call of {@link #lanes} ask the service. */
  void forget() {
    lanes.forget();
  }

  private WaitingLanes ask() {
    try {
      return WaitingLanes.of(heads.find());
    } catch (ServiceUnavailableException e) {
      return WaitingLanes.unknown(e);
    }
  }

  /** The service lists the deliveries of a user by all channels. */
  private Page<WebhookDelivery> mails(String userId, @Nullable String after) {
    Page<WebhookDelivery> all = deliveries.waitingOf(userId, after);
    return new Page<>(
        all.items().stream().filter(delivery -> delivery.channel().equals(CHANNEL)).toList(),
        all.next());
  }
}
