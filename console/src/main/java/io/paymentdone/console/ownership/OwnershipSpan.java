package io.paymentdone.console.ownership;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which one member had a partition.
 *
 * @param to last sign of it; null while it goes on
 */
public record OwnershipSpan(String memberId, String clientId, Instant from, @Nullable Instant to) {}
