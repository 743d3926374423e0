package io.paymentdone.console.lag;

import org.jspecify.annotations.Nullable;

/**
 * A lag in time.
 *
 * @param seconds age of the oldest record that the group has not committed yet; 0 if nothing waits,
 *     null if the age is not known
 * @param trend null if the lag has been known for less than 10 s
 * @param catchUpSeconds time until nothing waits, if the lag shrinks on as it did; otherwise null
 */
public record LagTime(
    @Nullable Double seconds, @Nullable Trend trend, @Nullable Double catchUpSeconds) {}
