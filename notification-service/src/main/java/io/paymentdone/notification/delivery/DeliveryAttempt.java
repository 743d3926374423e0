package io.paymentdone.notification.delivery;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One attempt, as the column {@code attempts} and responses have it. */
@Schema(description = "One attempt to deliver")
record DeliveryAttempt(
    @Schema(description = "When it began", example = "2026-11-29T09:00:00.140Z") Instant at,
    @Schema(description = "Status of the receiver's response; null without one", example = "503")
        @Nullable Integer status,
    @Schema(description = "How long it took, in milliseconds", example = "31") long durationMs,
    @Schema(
            description = "What happened; null if the receiver has the delivery",
            example = "status 503 (Service Unavailable)")
        @Nullable String error) {}
