package io.paymentdone.console.lanes;

import java.util.List;

/** The owners of one partition, oldest first; what lies between two spans is a gap. */
public record Lane(int partition, List<Span> spans) {}
