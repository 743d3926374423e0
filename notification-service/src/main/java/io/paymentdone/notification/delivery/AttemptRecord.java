package io.paymentdone.notification.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as it is stored and listed.
 *
 * @param at when it began
 * @param status of the response; null without one
 * @param durationMs milliseconds until it ended
 * @param error what happened; null if the receiver has it
 */
record AttemptRecord(
    Instant at, @Nullable Integer status, long durationMs, @Nullable String error) {}
