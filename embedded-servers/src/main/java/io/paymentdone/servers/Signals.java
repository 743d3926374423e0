package io.paymentdone.servers;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java cannot send by itself. */
public final class Signals {

  private Signals() {}

  /** SIGSTOP: the process stands still, its connections stay open. */
  public static void freeze(long pid) {
    send("STOP", pid);
  }

  /** SIGCONT: the process goes on. */
  public static void thaw(long pid) {
    send("CONT", pid);
  }

  private static void send(String signal, long pid) {
    try {
      int status =
          new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
              .inheritIO()
              .start()
              .onExit()
              .join()
              .exitValue();
      if (status != 0) {
        throw new IllegalStateException("kill -s " + signal + " " + pid + ": status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    }
  }
}
