package io.paymentdone.servers;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** PostgreSQL's programs run in one directory and independent of the user's environment. */
final class PostgresPrograms {

  /**
   * Without either program the server stays in the terminal's group, and a Ctrl-C ends it together
   * with its clients.
   */
  private static final String OWN_SESSION =
      """
      command -v setsid >/dev/null && exec setsid "$@"
      command -v perl >/dev/null &&
        exec perl -MPOSIX -e 'POSIX::setsid(); exec { $ARGV[0] } @ARGV' -- "$@"
      exec "$@"
      """;

  private final Path binaries;
  private final Path workingDirectory;

  /**
   * Programs for one server.
   *
   * @param workingDirectory against which the programs' paths are; they need not quote it so
   */
  PostgresPrograms(Path binaries, Path workingDirectory) {
    this.binaries = binaries;
    this.workingDirectory = workingDirectory;
  }

  /** The command that runs a program. */
  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      // PostgreSQL refuses to run as root: in a user namespace of its own it does not.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return new UnixSystem().getUid() == 0
        && System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
  }

  /**
   * The command as leader of a session of its own, which the terminal's signals do not reach; its
   * process id stays the same. Linux has a program for that, macOS has Perl.
   */
  static List<String> inOwnSession(List<String> command) {
    List<String> leading = new ArrayList<>(List.of("/bin/sh", "-c", OWN_SESSION, "sh"));
    leading.addAll(command);
    return leading;
  }

  /** A process with the output and the errors in one stream. */
  ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(ChildCommand.unsignalledByTerminal(command))
            .directory(workingDirectory.toFile())
            .redirectErrorStream(true);
    // A user's PGDATA or PGOPTIONS is for other servers; a locale that is not installed, and on
    // macOS any that is not set, keeps the server from starting.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    return builder;
  }
}
