package io.paymentdone.localstack;

import io.paymentdone.servers.LogTail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the terminal says about a process that ended without being told to. */
final class EndReport {

  private static final int LOG_LINES = 8;

  private EndReport() {}

  /**
   * The report.
   *
   * @param how the process ended, as a predicate
   * @param meanwhile what works and what does not until the process is back, as a sentence
   * @param delay until the restart; empty when the process is given up
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
