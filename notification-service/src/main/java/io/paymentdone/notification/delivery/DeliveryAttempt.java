package io.paymentdone.notification.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, as the column {@code attempts} and responses have it.
 *
 * @param at when it began
 * @param status of the receiver's response; null without one
 * @param error what happened; null if the receiver has the delivery
 */
record DeliveryAttempt(
    Instant at, @Nullable Integer status, long durationMs, @Nullable String error) {}
