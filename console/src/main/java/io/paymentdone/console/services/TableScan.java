package io.paymentdone.console.services;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service's count of its table by slices of 10 s, as one statement saw it.
 *
 * @param from first time that is counted
 * @param at begin of the statement by the database's clock
 * @param ageMillis how long before the question that was; 0 when it was after it
 * @param slices {@code [n, rows, distinct payments]} of the n-th ten seconds after {@code from};
 *     null for those of the scan that the question named
 */
public record TableScan(
    Instant from, Instant at, long ageMillis, @Nullable List<List<Long>> slices) {

  /** Answer of a service. */
  record Answer(List<TableScan> scans) {}
}
