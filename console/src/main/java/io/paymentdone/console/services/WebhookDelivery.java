package io.paymentdone.console.services;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to a webhook endpoint, or by another channel, in responses of notification-service.
 *
 * @param channel {@code webhook}, {@code email} or the name of another one
 * @param endpointId null if the channel has no endpoints
 * @param sequence position among the deliveries of the user to the endpoint or by the channel, from
 *     1 without holes
 * @param tries attempts since it was last queued
 * @param attempts the latest ones, in order
 * @param nextAttemptAt when the next attempt is due; null if the delivery is finished, if it waits
 *     for those before it, or if an attempt is under way
 * @param createdAt when the event was received
 * @param finishedAt when it was delivered or given up; null while it waits
 */
public record WebhookDelivery(
    UUID id,
    String channel,
    @Nullable UUID endpointId,
    String userId,
    UUID paymentId,
    long sequence,
    State state,
    int tries,
    List<Attempt> attempts,
    @Nullable Instant nextAttemptAt,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  /** State of a delivery. */
  public enum State {
    WAITING,
    DELIVERED,
    /** Given up after its last attempt. */
    DEAD
  }

  /**
   * One attempt.
   *
   * @param at when it began
   * @param status of the receiver's response; null without one
   * @param error what happened; null if the receiver has the delivery
   */
  public record Attempt(
      Instant at, @Nullable Integer status, long durationMs, @Nullable String error) {}

  /** Without what is personal. */
  @Override
  public String toString() {
    return "WebhookDelivery[id=" + id + ", state=" + state + "]";
  }
}
