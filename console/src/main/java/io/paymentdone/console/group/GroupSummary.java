package io.paymentdone.console.group;

import org.jspecify.annotations.Nullable;

/**
 * One group in the list.
 *
 * @param state as Kafka names it, such as {@code Stable}
 * @param type {@code Consumer} (KIP-848), {@code Classic}, {@code Share} or {@code Streams}
 * @param lagSeconds age of the oldest record that the group has not committed yet; 0 if nothing
 *     waits, null if the age is not known or the console does not watch the group
 * @param note what the group is, if it is no consumer group, and what the console can show of it;
 *     null for a consumer group
 */
public record GroupSummary(
    String groupId,
    String state,
    String type,
    @Nullable Double lagSeconds,
    @Nullable String note) {}
