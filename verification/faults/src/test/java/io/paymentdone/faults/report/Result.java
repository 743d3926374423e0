package io.paymentdone.faults.report;

import io.paymentdone.faults.check.Drain;
import io.paymentdone.faults.check.InvariantResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a trial showed.
 *
 * @param row of the fault matrix
 * @param name what the fault is
 * @param injected what was done, in order
 * @param unavailable longest time without a 2xx while payments were sent
 * @param figures what the trial measured besides, in its own words
 */
public record Result(
    String row,
    String name,
    long seed,
    List<String> injected,
    int ok,
    int failed,
    int unknown,
    Duration unavailable,
    Drain drain,
    Map<String, String> figures,
    List<InvariantResult> verdicts,
    Timeline timeline) {

  /** Whether every invariant holds. */
  public boolean holds() {
    return verdicts.stream().allMatch(InvariantResult::holds);
  }

  /** The verdicts that do not. */
  public List<InvariantResult> violated() {
    return verdicts.stream().filter(verdict -> !verdict.holds()).toList();
  }

  /** Seconds with one digit. */
  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        """
        row %s: %s
          seed %d; injected: %s
          ok %d, failed %d, unknown %d; longest without an answer %s; drained %s in %s
          %s
          %s\
        """,
        row,
        name,
        seed,
        String.join("; ", injected),
        ok,
        failed,
        unknown,
        seconds(unavailable),
        drain.complete() ? "completely" : "NOT",
        seconds(drain.took()),
        figures,
        verdicts.stream().map(InvariantResult::toString).collect(Collectors.joining(", ")));
  }
}
