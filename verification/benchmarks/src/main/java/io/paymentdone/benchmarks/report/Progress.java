package io.paymentdone.benchmarks.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A run's output in the terminal: the current step, the progress, and the results. */
public final class Progress {

  private final PrintStream out;
  private final long begin = System.nanoTime();

  /** Says it there. */
  public Progress(PrintStream out) {
    this.out = out;
  }

  /** A line with the time since the beginning. */
  public void say(String what) {
    Duration since = Duration.ofNanos(System.nanoTime() - begin);
    out.printf(Locale.ROOT, "%3d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), what);
    out.flush();
  }

  /** A text as it is. */
  public void show(String text) {
    out.println(text);
    out.flush();
  }
}
