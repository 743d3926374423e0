package io.paymentdone.console.members;

import io.paymentdone.events.group.GroupEvent;
import java.time.Instant;

/**
 * A group event and the time of its record.
 *
 * @param at timestamp of the record
 */
public record GroupEventRecord(GroupEvent event, Instant at) {}
