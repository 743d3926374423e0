package io.paymentdone.faults;

import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What the console's ledger says, sampled again and again: none of it may be untrue, and a ledger
 * that says nothing is not true either.
 */
final class LedgerSamples {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int UNTRUE_KEPT = 3;

  private final ServiceProcess console;
  private final List<String> untrue = new ArrayList<>();
  private int samples;
  private int withVerdict;
  private int unanswered;
  private int untrueCount;

  LedgerSamples(ServiceProcess console) {
    this.console = console;
  }

  /** Samples for a while. */
  void take(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      sample();
      Waiting.during(PAUSE);
    }
  }

  /** Takes one sample. */
  void sample() {
    samples++;
    JsonNode ledger;
    try {
      ledger = ServiceProbe.of(console).json("/api/ledger");
    } catch (UncheckedIOException late) {
      // The console asks the services for their counts, and one of them may stand still.
      unanswered++;
      return;
    }
    // A problem document has no verdict either.
    if (ledger.path("lost").isNumber()) {
      withVerdict++;
    }
    boolean clean =
        ledger.path("lost").asLong(0) == 0
            && ledger.path("twice").asLong(0) == 0
            && ledger.path("outOfOrder").asLong(0) == 0;
    boolean ordered =
        isAtLeast(ledger, "accepted", "onTopic") && isAtLeast(ledger, "onTopic", "inFeeds");
    if (!clean || !ordered) {
      untrueCount++;
      if (untrue.size() < UNTRUE_KEPT) {
        untrue.add(ledger.toString());
      }
    }
  }

  private static boolean isAtLeast(JsonNode ledger, String upstream, String downstream) {
    return !ledger.path(upstream).isNumber()
        || !ledger.path(downstream).isNumber()
        || ledger.path(upstream).asLong() >= ledger.path(downstream).asLong();
  }

  /** Requires that no sample was untrue. */
  void requireTruth(Injection fault) {
    fault.figure(
        "samples of the ledger",
        samples + ", " + withVerdict + " with a verdict, " + unanswered + " unanswered");
    fault.require(
        untrueCount == 0, untrueCount + " untrue samples of " + samples + ", such as " + untrue);
    fault.require(samples - unanswered > 10, "the ledger answers");
  }

  /** Requires that the ledger had a verdict in at least this share of the samples. */
  void requireVerdicts(Injection fault, double share) {
    fault.require(
        withVerdict >= share * samples,
        String.format(
            Locale.ROOT,
            "a verdict in %.0f %% of the samples, was in %d of %d",
            share * 100,
            withVerdict,
            samples));
  }
}
