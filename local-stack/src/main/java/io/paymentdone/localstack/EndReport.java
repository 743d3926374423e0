package io.paymentdone.localstack;

import io.paymentdone.servers.LogTail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the terminal says of a process that ended and nobody asked for it. */
final class EndReport {

  private static final int LOG_LINES = 8;

  private EndReport() {}

  /**
   * The report.
   *
   * @param how it ended, after its name
   * @param meanwhile what works and what does not until it is back, as a sentence
   * @param delay until it is started again; empty when it is given up
   */
  static String of(String name, String how, Path log, String meanwhile, Optional<Duration> delay) {
    String next =
        delay
            .map(wait -> "It is started again in " + wait.toSeconds() + " s.")
            .orElse(
                "It is not started again: it did not run for a minute in ten tries. Stop the stack"
                    + " with Ctrl-C, mend what the log says and start it again. The data is kept.");
    return name
        + " "
        + how
        + ". "
        + meanwhile
        + " "
        + next
        + " The end of its log, "
        + log
        + ":\n"
        + LogTail.of(log, LOG_LINES);
  }
}
