package io.paymentdone.servers;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** PostgreSQL's programs run in one directory and independent of the user's environment. */
final class PostgresPrograms {

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
