package io.paymentdone.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java cannot send by itself. */
public final class Signals {

  private Signals() {}

  /** Sends it, such as {@code STOP}, to a process that the harness has started. */
  public static void send(String signal, long pid) throws InterruptedException {
    try {
      int status =
          new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill -s " + signal + " " + pid + ": status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    }
  }
}
