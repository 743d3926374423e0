package io.paymentdone.events.group;

import org.jspecify.annotations.Nullable;

/**
 * What a member did in one partition since its last event.
 *
 * @param lastOffset of the last record handled, its effects committed; null when there was none
 *     since the partition was assigned
 * @param count records handled since the last event
 * @param waitMillisMax longest time from a record's timestamp until it was handled, among {@code
 *     count}; null when that is 0
 */
public record PartitionProgress(
    int partition, @Nullable Long lastOffset, int count, @Nullable Long waitMillisMax) {}
