package io.paymentdone.faults;

import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the console's ledger says, sampled again and again: none of it may be untrue. */
final class LedgerSamples {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int UNTRUE_KEPT = 3;

  private final ServiceProcess console;
  private final List<String> untrue = new ArrayList<>();
  private int samples;
  private int unknown;
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
    if (ledger.path("lost").isNull()) {
      unknown++;
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
    return ledger.path(upstream).isNull()
        || ledger.path(downstream).isNull()
        || ledger.path(upstream).asLong() >= ledger.path(downstream).asLong();
  }

  /** Requires that no sample was untrue, and that most had a verdict. */
  void require(Injection fault) {
    fault.figure(
        "samples of the ledger",
        samples + ", " + unknown + " without a verdict, " + unanswered + " unanswered");
    fault.require(
        untrueCount == 0, untrueCount + " untrue samples of " + samples + ", such as " + untrue);
    fault.require(samples - unanswered > 10, "the ledger answers");
  }
}
