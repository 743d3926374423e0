package io.paymentdone.faults.load;

import org.jspecify.annotations.Nullable;

/**
 * One request and what came of it.
 *
 * @param sentNanos {@link System#nanoTime} before it was sent
 * @param doneNanos the same when its outcome was known
 * @param status of the answer; 0 without one
 * @param code of a problem document; the exception without an answer; null for a success
 * @param body of a success, as it came; null otherwise
 * @param replayed whether the answer said that it was made before
 * @param helpful whether a refusal is a problem document whose code is documented, with {@code
 *     Retry-After}; false for anything else
 */
public record Attempt(
    long sentNanos,
    long doneNanos,
    Outcome outcome,
    int status,
    @Nullable String code,
    @Nullable String body,
    boolean replayed,
    boolean helpful) {}
