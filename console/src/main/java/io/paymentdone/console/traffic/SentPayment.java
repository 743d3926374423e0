package io.paymentdone.console.traffic;

import java.util.UUID;

/**
 * A payment of a run that was answered 201.
 *
 * @param postedNanos when its first request began, by {@link System#nanoTime}
 * @param answeredNanos when its answer was there
 */
record SentPayment(UUID id, String userId, long postedNanos, long answeredNanos) {}
