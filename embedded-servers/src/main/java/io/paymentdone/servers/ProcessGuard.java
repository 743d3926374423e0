package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Ends registered processes when this JVM has ended, {@code kill -9} included: a shell reads a pipe
 * from this JVM, signals the processes when the pipe ends, and after 20 s kills those left.
 *
 * <p>A shell and not a JVM, because a shell costs 1 MB. The shell is not the parent of the
 * processes, so their signals and exit statuses stay with this JVM.
 */
public final class ProcessGuard {

  /** Signal that asks a process to end. */
  public enum StopSignal {
    /** Orderly end of a JVM. */
    TERM,
    /** PostgreSQL's fast shutdown: disconnects its clients instead of waiting for them. */
    INT
  }

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      guarded=
      while read -r operation signal pid; do
        case $operation in
          +) guarded="$signal:$pid $guarded" ;;
          -) kept=; for entry in $guarded; do [ "${entry#*:}" = "$pid" ] || kept="$kept $entry"; done; guarded=$kept ;;
        esac
      done
      for entry in $guarded; do kill -s "${entry%%:*}" "${entry#*:}" 2>/dev/null; done
      for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        alive=
        for entry in $guarded; do kill -0 "${entry#*:}" 2>/dev/null && alive="$alive ${entry#*:}"; done
        [ -z "$alive" ] && exit 0
        sleep 1
      done
      kill -s KILL $alive 2>/dev/null
      """;

  private static final ProcessGuard INSTANCE = new ProcessGuard();

  private final Writer commands;

  private ProcessGuard() {
    try {
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", SCRIPT, "payment-done-guard")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      commands = shell.outputWriter(US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot start /bin/sh, which ends child processes when this one is killed", e);
    }
  }

  /** Starts a process that ends with this JVM, and forgets it once it has ended. */
  public static Process start(ProcessBuilder builder, StopSignal signal) throws IOException {
    Process process = builder.start();
    add(process.pid(), signal);
    var _ = process.onExit().thenAccept(ended -> remove(ended.pid()));
    return process;
  }

  /** Has the process ended with this JVM. */
  static void add(long pid, StopSignal signal) {
    INSTANCE.tell("+ " + signal + " " + pid);
  }

  /** Forgets a process that has ended, before its pid can be another's. */
  static void remove(long pid) {
    INSTANCE.tell("- - " + pid);
  }

  private synchronized void tell(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the guard of the child processes is gone", e);
    }
  }
}
