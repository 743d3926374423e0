package io.paymentdone.faults.check;

import java.util.List;
import java.util.Locale;

/**
 * Whether one invariant holds.
 *
 * @param invariant as the matrix names it, {@code I1} to {@code I8}
 * @param violations what was seen against it, each for people; empty when it holds
 */
public record InvariantResult(String invariant, List<String> violations) {

  private static final int SHOWN_MAX = 5;

  /** Whether nothing speaks against it. */
  public boolean holds() {
    return violations.isEmpty();
  }

  @Override
  public String toString() {
    if (holds()) {
      return invariant + " holds";
    }
    List<String> shown = violations.subList(0, Math.min(SHOWN_MAX, violations.size()));
    return String.format(
        Locale.ROOT,
        "%s VIOLATED (%d): %s",
        invariant,
        violations.size(),
        String.join("; ", shown));
  }
}
