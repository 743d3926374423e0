package io.paymentdone.console.ownership;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which one member owned a partition.
 *
 * @param to time of the release, or of the last event of a member that was removed; null while the
 *     member owns the partition
 */
public record OwnershipSpan(String memberId, String clientId, Instant from, @Nullable Instant to) {}
