package io.paymentdone.notification.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of a ping. */
@Schema(description = "What came of a ping")
record PingResult(
    @Schema(description = "Whether the receiver answered 2xx", example = "false") boolean delivered,
    @Schema(description = "Status of the receiver's response; null without one", example = "503")
        @Nullable Integer status,
    @Schema(description = "How long it took, in milliseconds", example = "42") long durationMs,
    @Schema(
            description = "What went wrong; null if nothing did",
            example = "status 503 (Service Unavailable)")
        @Nullable String error) {}
