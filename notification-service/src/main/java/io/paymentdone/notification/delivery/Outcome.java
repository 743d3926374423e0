package io.paymentdone.notification.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of an attempt to deliver. */
public sealed interface Outcome {

  /**
   * Nothing was sent, because the target has been disabled or deleted since the lane was claimed.
   * The delivery keeps its tries and waits until the target takes deliveries again.
   */
  record Withheld() implements Outcome {}

  /**
   * Nothing was sent, and nothing will be: who was to receive the delivery does not want it any
   * more. The delivery is dead and the lane goes on.
   *
   * @param reason for people
   */
  record Unwanted(String reason) implements Outcome {}

  /** Something was sent, or tried to be. */
  sealed interface Attempted extends Outcome {}

  /**
   * The receiver has it.
   *
   * @param status of the response, such as 200; null for a channel without one
   */
  record Delivered(@Nullable Integer status) implements Attempted {}

  /**
   * The receiver will never take it. The delivery is dead without a further attempt, and the lane
   * goes on.
   *
   * @param status of the response
   * @param error what happened, for people; without content of the response
   */
  record Rejected(int status, String error) implements Attempted {}

  /**
   * The receiver does not have it, or did not say so.
   *
   * @param status of the response; null without one
   * @param error what happened, for people; without secrets and without content of the response
   * @param retryAfter least time until the next attempt at anything for this target, as the
   *     receiver asked for; null if it did not
   * @param wholeTarget whether the cause concerns the target and not this delivery alone: it cannot
   *     be reached or is overloaded
   */
  record Failed(
      @Nullable Integer status, String error, @Nullable Duration retryAfter, boolean wholeTarget)
      implements Attempted {}
}
