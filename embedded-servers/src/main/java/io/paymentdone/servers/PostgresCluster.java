package io.paymentdone.servers;

import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL database cluster on disk, where every connection needs a password. */
final class PostgresCluster {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int LOG_LINES = 12;

  /** Every connection asks for the password: all users of the machine share loopback. */
  private static final String HOST_BASED_AUTHENTICATION =
      """
      # Written at a start of this server: everybody needs a password.
      local  all          all                scram-sha-256
      local  replication  all                scram-sha-256
      host   all          all  127.0.0.1/32  scram-sha-256
      host   replication  all  127.0.0.1/32  scram-sha-256
      """;

  /** A program's own standard input is the pipe of its guard, which does not end. */
  private static final String WITH_INPUT =
      """
      exec "$@" <<END
      $PROGRAM_INPUT
      END
      """;

  private final PostgresPrograms programs;
  private final Path data;

  PostgresCluster(PostgresPrograms programs, Path data) {
    this.programs = programs;
    this.data = data;
  }

  /**
   * Makes a missing cluster; an older one that trusted every local user asks for the password from
   * now on. Data is kept.
   *
   * @param settings of the server, which a cluster with replication slots does not start without
   */
  void prepare(List<String> settings) throws IOException {
    if (!Files.exists(data)) {
      create();
    } else if (!Files.exists(data.resolve("PG_VERSION"))) {
      throw new IOException(
          data
              + " holds no database, but something else; nothing was touched. Move it away, or"
              + " begin anew without it.");
    }
    Path rules = data.resolve("pg_hba.conf");
    if (!Files.readString(rules).equals(HOST_BASED_AUTHENTICATION)) {
      // The password first: with the new rules alone no login would succeed any more.
      setPassword(settings);
      writeRules(data);
    }
  }

  /** Made beside its place, then renamed: an interrupted initdb never looks like a cluster. */
  private void create() throws IOException {
    Path unfinished = data.resolveSibling("data.unfinished");
    Trees.delete(unfinished);
    run(
        "initdb",
        programs.command(
            "initdb",
            "--pgdata=" + unfinished.getFileName(),
            "--username=" + PostgresServer.USER,
            "--pwfile=/dev/stdin",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // The server's own collation: the same order with every C library and locale.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C"),
        PostgresServer.PASSWORD);
    writeRules(unfinished);
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void setPassword(List<String> settings) throws IOException {
    List<String> command = new ArrayList<>(programs.command("postgres", "--single", "-D", "data"));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    command.add("postgres");
    run(
        "postgres --single",
        command,
        "alter role " + PostgresServer.USER + " password '" + PostgresServer.PASSWORD + "'");
  }

  private static void writeRules(Path cluster) throws IOException {
    Path unfinished = cluster.resolve("pg_hba.conf.unfinished");
    Files.deleteIfExists(unfinished);
    Files.writeString(PrivateDirectory.createFile(unfinished), HOST_BASED_AUTHENTICATION);
    Files.move(unfinished, cluster.resolve("pg_hba.conf"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Runs a program that reads one line. */
  private void run(String program, List<String> command, String line) throws IOException {
    Path log = data.resolveSibling("server.log");
    List<String> withInput = new ArrayList<>(List.of("/bin/sh", "-c", WITH_INPUT, "sh"));
    withInput.addAll(command);
    ProcessBuilder builder =
        programs.builder(withInput).redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().put("PROGRAM_INPUT", line);
    Process process = ProcessGuard.start(builder, StopSignal.TERM);
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("it did not end within " + TIMEOUT.toMinutes() + " minutes");
      }
      if (process.exitValue() != 0) {
        throw new IOException("it ended with status " + process.exitValue());
      }
    } catch (IOException e) {
      throw new IOException(
          program
              + " failed: "
              + e.getMessage()
              + ". The end of its log, "
              + log
              + ":\n"
              + LogTail.of(log, LOG_LINES),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
