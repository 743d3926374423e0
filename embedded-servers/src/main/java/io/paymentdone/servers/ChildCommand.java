package io.paymentdone.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * Commands of child processes that a Ctrl-C in the terminal does not reach, and whose files nobody
 * else can read.
 *
 * <p>The terminal signals every process of its foreground group at once, and the order in which
 * they end would be anybody's guess. A JVM leaves a signal alone that is ignored when it starts, so
 * that only the process that started it has a say.
 */
public final class ChildCommand {

  private ChildCommand() {}

  /**
   * The command with SIGINT and SIGHUP ignored and the file mode creation mask 077; its process id
   * is that of the process started.
   */
  public static List<String> unsignalledByTerminal(List<String> command) {
    List<String> shielded = new ArrayList<>();
    shielded.addAll(List.of("/bin/sh", "-c", "umask 077; trap '' INT HUP; exec \"$@\"", "sh"));
    shielded.addAll(command);
    return List.copyOf(shielded);
  }
}
