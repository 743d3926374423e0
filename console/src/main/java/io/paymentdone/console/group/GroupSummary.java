package io.paymentdone.console.group;

/**
 * One consumer group in the list.
 *
 * @param state as Kafka names it, such as {@code Stable}
 * @param type {@code Consumer} (KIP-848) or {@code Classic}
 */
public record GroupSummary(String groupId, String state, String type) {}
