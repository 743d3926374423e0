package io.paymentdone.console.ownership;

import java.util.List;

/** The owners of one partition, oldest first; the time between two spans is a gap. */
public record PartitionTimeline(int partition, List<OwnershipSpan> spans) {}
