package io.paymentdone.notification.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * A change of an endpoint's state, for its client.
 *
 * @param what happened
 */
record LogEntry(Instant at, @Schema(example = "secret rotated") String what) {}
