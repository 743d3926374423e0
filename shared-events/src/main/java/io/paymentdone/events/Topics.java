package io.paymentdone.events;

import java.time.Duration;

/**
 * Names and shape of the topics. The deployment creates them: launcher, compose or manifest, never
 * the broker by itself.
 */
public final class Topics {

  /** Payment-done events, keyed by user id. */
  public static final String PAYMENT_DONE = "payment-done";

  /**
   * Records of {@link #PAYMENT_DONE} that are not valid events, with the reason in their headers.
   */
  public static final String PAYMENT_DONE_DLT = "payment-done-dlt";

  /**
   * What the members of {@link #NOTIFICATION_GROUP} report about themselves, as {@link
   * io.paymentdone.events.group.GroupEvent}. One partition, so that it is one order; timestamps are
   * the broker's.
   */
  public static final String NOTIFICATION_GROUP_EVENTS = "notification-group-events";

  /** Finished rebalances, keyed by their id; the console's history. One partition. */
  public static final String NOTIFICATION_REBALANCES = "notification-rebalances";

  /**
   * Partitions of each topic of payments. A user's order depends on this number never changing
   * while records are in flight.
   */
  public static final int PARTITIONS = 3;

  /** How long {@link #PAYMENT_DONE} keeps a record. */
  public static final Duration PAYMENT_DONE_RETENTION = Duration.ofDays(7);

  /** How long {@link #PAYMENT_DONE_DLT} keeps a record. */
  public static final Duration PAYMENT_DONE_DLT_RETENTION = Duration.ofDays(30);

  /** How long {@link #NOTIFICATION_GROUP_EVENTS} keeps a record. */
  public static final Duration NOTIFICATION_GROUP_EVENTS_RETENTION = Duration.ofHours(1);

  /** How long {@link #NOTIFICATION_REBALANCES} keeps a record. */
  public static final Duration NOTIFICATION_REBALANCES_RETENTION = Duration.ofDays(30);

  /** Largest record batch of {@link #PAYMENT_DONE}, in bytes: the broker's default. */
  public static final int PAYMENT_DONE_MESSAGE_BYTES_MAX = 1_048_588;

  /**
   * Largest record batch of {@link #PAYMENT_DONE_DLT}, in bytes: the dead-letter headers must fit
   * beside a record of full size.
   */
  public static final int PAYMENT_DONE_DLT_MESSAGE_BYTES_MAX = 2 * PAYMENT_DONE_MESSAGE_BYTES_MAX;

  /** The consumer group that notifies users. */
  public static final String NOTIFICATION_GROUP = "notification-service";

  private Topics() {}
}
