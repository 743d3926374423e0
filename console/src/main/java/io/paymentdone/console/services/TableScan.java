package io.paymentdone.console.services;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of a service's table by slices of 10 s, from one statement.
 *
 * @param from start of the first slice
 * @param at start of the statement, by the clock of the database
 * @param ageMillis how long before the request the statement started; 0 if it started later
 * @param slices {@code [n, rows, distinct payments]} of the n-th slice; null if the request named
 *     this scan as known
 */
public record TableScan(
    Instant from, Instant at, long ageMillis, @Nullable List<List<Long>> slices) {

  /** ServiceResponse of a service. */
  record TableScans(List<TableScan> scans) {}
}
