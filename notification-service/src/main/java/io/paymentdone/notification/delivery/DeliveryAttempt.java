package io.paymentdone.notification.delivery;

import io.swagger.v3.oas.annotations.media.Schema;
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
    Instant at,
    @Schema(example = "503") @Nullable Integer status,
    @Schema(example = "31") long durationMs,
    @Schema(example = "status 503 (Service Unavailable)") @Nullable String error) {}
