package io.paymentdone.console.live;

import java.time.Instant;
import java.util.List;

/**
 * One point of the curves, with a value for each partition.
 *
 * @param in records written per second
 * @param out records committed per second
 * @param lag records that the group has not read
 */
record RatePoint(Instant at, List<Double> in, List<Double> out, List<Long> lag) {}
