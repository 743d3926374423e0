package io.paymentdone.console.lag;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The oldest record of a range of offsets.
 *
 * @param at timestamp of the record; null if the range holds no record, but only what transactions
 *     and compaction leave
 */
record Oldest(@Nullable Instant at) {}
