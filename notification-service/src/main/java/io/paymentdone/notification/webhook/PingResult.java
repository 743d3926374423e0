package io.paymentdone.notification.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What came of a ping.
 *
 * @param delivered whether the receiver answered 2xx
 * @param status of the receiver's response; null without one
 * @param error what went wrong; null if nothing did
 */
record PingResult(
    boolean delivered,
    @Schema(example = "200") @Nullable Integer status,
    @Schema(example = "42") long durationMs,
    @Nullable String error) {}
