package io.paymentdone.notification.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A change of an endpoint's state, for its client. */
@Schema(description = "A change of an endpoint's state")
record LogEntry(
    @Schema(description = "When it happened", example = "2026-11-29T09:00:00.123Z") Instant at,
    @Schema(description = "What happened, for people", example = "secret rotated") String what) {}
