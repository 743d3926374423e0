package io.paymentdone.servers;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands of child processes that a Ctrl-C in the terminal does not reach, and whose files only
 * the user can read.
 *
 * <p>The terminal signals every process of its foreground group at once, so the order in which the
 * processes end would be undefined. A JVM ignores a signal that was ignored when the JVM started,
 * so only the process that started it can end it.
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

  /** Such a command whose output and errors are appended to a log of mode 0600. */
  public static ProcessBuilder builder(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(unsignalledByTerminal(command))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(PrivateDirectory.createFile(log).toFile()));
  }

  /** The executable of the JVM that runs this code. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
