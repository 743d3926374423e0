package io.paymentdone.notification.delivery;

import java.util.List;

/**
 * A way to deliver notifications, such as webhooks. A channel is one bean of this type; lanes,
 * order, retries, limits and metrics are the workers' ({@link DeliveryWorkers}).
 *
 * <p>Who gets deliveries is decided by the statement that stores an event.
 */
public interface Channel {

  /** Which feed entries become deliveries of a channel. */
  enum Audience {
    /** Those that an enabled row of the table {@code webhook_endpoint} asks for. */
    ENDPOINTS,
    /** Those of users with an enabled row in the table {@code subscription}. */
    SUBSCRIBERS,
    /** All. */
    EVERYBODY
  }

  /** Name in metrics and responses; lower case. */
  String name();

  /** Which feed entries become its deliveries. */
  Audience audience();

  /**
   * Numbers, in the tables {@code lane} and {@code delivery}, of the targets that take deliveries
   * now. Those of {@link Audience#ENDPOINTS} are the endpoints' and change; any other channel
   * always has the same ones, below 100, that no other channel has.
   *
   * @throws org.springframework.dao.DataAccessException if they cannot be read; the poll is
   *     repeated
   */
  List<Integer> targets();

  /**
   * Where the deliveries of a target go: what is known of one that is down does not hold once it
   * has moved.
   */
  default Object address(int target) {
    return target;
  }

  /**
   * Makes one attempt, within the channel's own time limit. Called by many threads, but by one at a
   * time for a lane.
   *
   * @return what came of it; an expected failure is no exception
   * @throws InterruptedException if the service stops; the receiver may have got the delivery, and
   *     it is sent again with the same id
   */
  Outcome send(Delivery delivery) throws InterruptedException;
}
