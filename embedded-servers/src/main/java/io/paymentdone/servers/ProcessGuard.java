package io.paymentdone.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts processes that end with this JVM, {@code kill -9} included. Each has a guard of its own: a
 * shell that reads a pipe from this JVM and, when the pipe ends, signals its process each second
 * and after 20 s kills it.
 *
 * <p>There is no moment without a guard: the shell that is to become the process forks the guard
 * first, and both have the pipe from the beginning. The signal is repeated because a program that
 * is just being loaded ignores it.
 *
 * <p>The guard is a child of its process and not of this JVM: whoever kills all children of this
 * JVM kills no guard. It also lets the guard see whether its process still runs, so that it never
 * signals another one to which the process id was given since. A shell and not a JVM, because a
 * shell costs 1 MB.
 */
public final class ProcessGuard {

  /** Signal that asks a process to end. */
  public enum StopSignal {
    /** Orderly end of a JVM. */
    TERM,
    /** PostgreSQL's fast shutdown: disconnects its clients instead of waiting for them. */
    INT
  }

  /**
   * Becomes the process. Without the third descriptor the guard would read nothing: a shell gives
   * what runs in its background an empty input.
   */
  private static final String START =
      """
      trap '' INT HUP
      exec 3<&0
      /bin/sh -c "$1" payment-done-guard "$2" $$ <&3 3<&- >/dev/null 2>&1 &
      shift 2
      exec "$@" 3<&-
      """;

  /** The parent of an orphan is another process at once, also before the dead one is reaped. */
  private static final String GUARD =
      """
      trap '' INT HUP QUIT TERM
      signal=$1
      process=$2
      runs() {
        if [ -r /proc/$$/stat ]; then
          read -r pid name state parent rest </proc/$$/stat
        else
          parent=$(ps -o ppid= -p $$)
        fi
        [ "$parent" -eq "$process" ]
      }
      while read -r line; do :; done
      for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        runs || exit 0
        kill -s "$signal" "$process"
        sleep 1
      done
      runs && kill -s KILL "$process"
      """;

  private ProcessGuard() {}

  /**
   * Starts a process that ends with this JVM.
   *
   * @param builder whose standard input stays a pipe; the process may read it, to see its end
   * @param signal how the process is asked to end
   */
  public static Process start(ProcessBuilder builder, StopSignal signal) throws IOException {
    List<String> guarded =
        new ArrayList<>(List.of("/bin/sh", "-c", START, "sh", GUARD, signal.name()));
    guarded.addAll(builder.command());
    return builder.command(guarded).start();
  }
}
