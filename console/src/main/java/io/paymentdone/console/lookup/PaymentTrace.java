package io.paymentdone.console.lookup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way of one payment so far.
 *
 * @param partition where its event is on the topic, with {@code offset}; null while it is not known
 *     there
 * @param stages those it has passed, in order
 * @param deliveries each time that a member of the group told that it had read the event; more than
 *     one when the group read it again, or when the event is on the topic more than once
 * @param tookMillis from the first to the last stage
 * @param why what it waited for, when it waited for long, or waits for now; else null
 * @param groupId the consumer group whose reading is told
 * @param note since when the topic is not known here, and why; null while it is read
 */
record PaymentTrace(
    UUID paymentId,
    String userId,
    @Nullable Integer partition,
    @Nullable Long offset,
    List<Stage> stages,
    List<Delivery> deliveries,
    long tookMillis,
    @Nullable String why,
    String groupId,
    @Nullable String note) {

  /** Where a payment is on its way. */
  enum StageName {
    /** payment-service took it and gave it its time. */
    @JsonProperty("accepted")
    ACCEPTED,
    /** Payment and event are in PostgreSQL, in one transaction. */
    @JsonProperty("committed")
    COMMITTED,
    /** Its event is on the topic. */
    @JsonProperty("on-the-topic")
    ON_THE_TOPIC,
    /** A member has read it. */
    @JsonProperty("read")
    READ,
    /** It is in its user's feed. */
    @JsonProperty("in-the-feed")
    IN_THE_FEED
  }

  /**
   * A stage.
   *
   * @param at when it was there; null where nothing keeps the time
   * @param notAfter when it was there at the latest, where {@code at} is null
   * @param by who brought it there
   * @param sinceLastMillis time since the last stage that has a time; null without {@code at}
   */
  record Stage(
      StageName stage,
      @Nullable Instant at,
      @Nullable Instant notAfter,
      String by,
      @Nullable Long sinceLastMillis) {}

  /**
   * The event was read.
   *
   * @param toldAt when the member told: up to 200 ms after it read it
   * @param by client id of the member
   */
  record Delivery(int partition, long offset, Instant toldAt, String by) {}
}
