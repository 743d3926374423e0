package io.paymentdone.console.receiver;

import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.console.services.WebhookDelivery;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes that wait for a delivery that failed.
 *
 * @param lanes those that wait for the longest time; null if they are not known
 * @param note why they are not known; null if they are
 */
record WaitingLanes(@Nullable List<WaitingLane> lanes, @Nullable String note) {

  static final int LANES_MAX = 10;
  static final WaitingLanes NONE = new WaitingLanes(List.of(), null);

  private static final Logger log = LoggerFactory.getLogger(WaitingLanes.class);

  /** Those of whose oldest deliveries an attempt has failed. */
  static WaitingLanes of(Collection<WebhookDelivery> heads) {
    return new WaitingLanes(
        heads.stream()
            .filter(head -> head.tries() > 0)
            .sorted(Comparator.comparing(WebhookDelivery::createdAt))
            .limit(LANES_MAX)
            .map(WaitingLane::of)
            .toList(),
        null);
  }

  static WaitingLanes unknown(ServiceUnavailableException e) {
    log.debug("It is not known what waits, because no replica answers", e);
    return new WaitingLanes(
        null, "notification-service does not answer, so it is not known what waits.");
  }
}
