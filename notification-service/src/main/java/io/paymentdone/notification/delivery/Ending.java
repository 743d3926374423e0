package io.paymentdone.notification.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The end of a claim's head.
 *
 * @param attempt null if there was none, because there is nothing to send
 * @param goesOn whether the worker takes the lane's next delivery; otherwise the lane is given back
 */
record Ending(
    Claim claim, DeliveryState state, @Nullable DeliveryAttempt attempt, boolean goesOn) {}
