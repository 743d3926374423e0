package io.paymentdone.console.live;

import java.time.Instant;
import java.util.List;

/**
 * One point of the curves, a value per partition.
 *
 * @param in records written per second
 * @param out records committed per second
 * @param lag records to go
 */
record RatePoint(Instant at, List<Double> in, List<Double> out, List<Long> lag) {}
