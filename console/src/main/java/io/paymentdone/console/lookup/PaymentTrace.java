package io.paymentdone.console.lookup;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paymentdone.console.services.WebhookDelivery;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stages that one payment has passed.
 *
 * @param partition of the event on the topic, with {@code offset}; null while the event is unknown
 * @param stages stages that the payment has passed, in order
 * @param deliveries each report of a member that it read the event; more than one if the group read
 *     the event again, or if the topic holds it more than once
 * @param webhookDeliveries deliveries of the feed entry to webhook endpoints and by other channels;
 *     null if notification-service does not answer
 * @param webhookDeliveriesSince the user has so many newer deliveries that those from before this
 *     time were not looked at; null if all were that may be the payment's
 * @param tookMillis from the first to the last stage
 * @param why what the payment waited for, if it waited long, or what it waits for now; otherwise
 *     null
 * @param groupId the consumer group of the deliveries
 * @param note since when and why the console does not read the topic; null while it does
 */
record PaymentTrace(
    UUID paymentId,
    String userId,
    @Nullable Integer partition,
    @Nullable Long offset,
    List<Stage> stages,
    List<Delivery> deliveries,
    @Nullable List<WebhookDelivery> webhookDeliveries,
    @Nullable Instant webhookDeliveriesSince,
    long tookMillis,
    @Nullable String why,
    String groupId,
    @Nullable String note) {

  /** The stages of a payment. */
  enum StageName {
    /** payment-service accepted the payment and gave it its time. */
    @JsonProperty("accepted")
    ACCEPTED,
    /** Payment and event are in PostgreSQL, in one transaction. */
    @JsonProperty("committed")
    COMMITTED,
    /** The event is on the topic. */
    @JsonProperty("on-the-topic")
    ON_THE_TOPIC,
    /** A member has read the event. */
    @JsonProperty("read")
    READ,
    /** The payment is in its user's feed. */
    @JsonProperty("in-the-feed")
    IN_THE_FEED
  }

  /**
   * A stage that the payment has passed.
   *
   * @param at when the payment reached the stage; null if no component records the time
   * @param notAfter latest possible time, if {@code at} is null
   * @param by the component that performed the stage
   * @param sinceLastMillis time since the previous stage with a time; null without {@code at}
   */
  record Stage(
      StageName stage,
      @Nullable Instant at,
      @Nullable Instant notAfter,
      String by,
      @Nullable Long sinceLastMillis) {}

  /**
   * A member read the event.
   *
   * @param toldAt when the member reported it: up to 200 ms after the read
   * @param by client id of the member
   */
  record Delivery(int partition, long offset, Instant toldAt, String by) {}

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentTrace[paymentId="
        + paymentId
        + ", partition="
        + partition
        + ", offset="
        + offset
        + "]";
  }
}
