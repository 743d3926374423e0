package io.paymentdone.benchmarks.report;

import java.util.Locale;

/**
 * Whether a goal is reached.
 *
 * @param goal in one line
 * @param measured what was found, in one line
 */
public record Verdict(Kind kind, String goal, String measured, boolean holds) {

  /** What a verdict is about: only a wrong count makes a run fail. */
  public enum Kind {
    CORRECTNESS,
    RATE,
    LATENCY,
    COST
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "- %s, %s: %s **%s**",
        kind.name().toLowerCase(Locale.ROOT),
        goal,
        measured,
        holds ? "met" : kind == Kind.CORRECTNESS ? "WRONG" : "not met");
  }
}
