package io.paymentdone.servers;

import io.paymentdone.servers.ProcessGuard.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on loopback that is as durable as a production one: {@code fsync} and {@code
 * synchronous_commit} are on.
 *
 * <p>Other users of the machine need the password and cannot read the server's files; the server
 * has no Unix-domain socket.
 */
public final class PostgresServer implements AutoCloseable {

  /** Superuser; its password is the same word. */
  public static final String USER = "postgres";

  public static final String PASSWORD = "postgres";

  /** Recovery after a crash replays up to {@code max_wal_size}. */
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(10);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);

  /** How long backends of a killed postmaster may hold its shared memory. */
  private static final int START_ATTEMPTS = 5;

  private static final Duration START_DELAY = Duration.ofMillis(500);
  private static final int LOG_LINES = 12;

  private final Path directory;
  private final int port;
  private final List<String> settings;

  /** {@code pg_ctl}, which ends once the server serves; null when the server is not to run. */
  private @Nullable Process starter;

  private @Nullable PostgresPrograms programs;

  /** Process id of the postmaster; 0 until it is known. */
  private long pid;

  private PostgresServer(Path directory, int port, Map<String, String> overrides) {
    this.directory = directory.toAbsolutePath();
    this.port = port;
    this.settings = settings(overrides);
  }

  /** Starts a server on a free port with data of its own in a directory that is made if need be. */
  public static PostgresServer start(Path directory) {
    return start(directory, Ports.free(), Map.of());
  }

  /**
   * Starts a server and waits until it serves; data that is in the directory is kept.
   *
   * @param overrides server settings that differ from the defaults here; values without blanks
   * @throws IllegalStateException when it did not start; the message has the end of its log
   */
  public static PostgresServer start(Path directory, int port, Map<String, String> overrides) {
    PostgresServer server = launch(directory, port, overrides);
    server.awaitReady();
    return server;
  }

  /**
   * Starts a server without waiting for it: after a crash it recovers first.
   *
   * @param overrides as for {@link #start(Path, int, Map)}
   */
  public static PostgresServer launch(Path directory, int port, Map<String, String> overrides) {
    PostgresServer server = new PostgresServer(directory, port, overrides);
    server.launch();
    return server;
  }

  /**
   * Starts the server again after {@link #stop} or {@link #kill}, and waits: same data, same port.
   */
  public void start() {
    launch();
    awaitReady();
  }

  /** Starts the server again as {@link #start()}, without waiting. */
  public synchronized void launch() {
    if (starter != null) {
      throw new IllegalStateException("PostgreSQL runs already");
    }
    try {
      Path home = PrivateDirectory.open(directory);
      PrivateDirectory.createFile(log());
      PostgresPrograms installed =
          new PostgresPrograms(PostgresBinaries.unpacked(home.resolve("binaries")), home);
      new PostgresCluster(installed, home.resolve("data")).prepare(settings);
      programs = installed;
      starter = starter(installed);
    } catch (IOException e) {
      // The message of a FileSystemException is only the file's name.
      throw new IllegalStateException(
          e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * {@code pg_ctl} makes the server the leader of a session of its own, which the terminal's
   * signals do not reach. While {@code pg_ctl} waits it passes a SIGINT on to the server, so a
   * server in recovery ends with this JVM as well.
   */
  private Process starter(PostgresPrograms installed) throws IOException {
    pid = 0;
    List<String> command =
        installed.command(
            "pg_ctl",
            "start",
            "--wait",
            "--timeout=" + READY_TIMEOUT.toSeconds(),
            "--silent",
            "--pgdata=data",
            "--options=-p " + port + " -c " + String.join(" -c ", settings));
    return ProcessGuard.start(
        installed.builder(command).redirectOutput(Redirect.appendTo(log().toFile())),
        StopSignal.INT);
  }

  /**
   * Waits until the server accepts connections.
   *
   * @throws IllegalStateException when it does not start; the message has the end of its log
   */
  public void awaitReady() {
    for (int attempt = 1; !awaitStarter(); attempt++) {
      if (attempt == START_ATTEMPTS) {
        stop();
        throw failure("the server does not start on port " + port);
      }
      LockSupport.parkNanos(START_DELAY.toNanos());
      startAgain();
    }
    try {
      connect("postgres").close();
    } catch (SQLException e) {
      stop();
      throw failure("the server on port " + port + " does not let its superuser in: " + e);
    }
  }

  /** Whether the server serves now; false when it has ended. */
  private boolean awaitStarter() {
    while (true) {
      OptionalLong status = starterStatus();
      if (status.isPresent()) {
        return status.getAsLong() == 0;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private synchronized OptionalLong starterStatus() {
    Process current = starter;
    if (current == null) {
      throw new IllegalStateException("the server was stopped while it started");
    }
    boolean over = !current.isAlive();
    if (pid == 0) {
      // After a crash the file may name a process id that another program has by now.
      OptionalLong postmaster = postmaster();
      if (postmaster.isPresent()
          && (over ? current.exitValue() == 0 : isChild(postmaster.getAsLong(), current))) {
        pid = postmaster.getAsLong();
        ProcessGuard.add(pid, StopSignal.INT);
      }
    }
    return over ? OptionalLong.of(current.exitValue()) : OptionalLong.empty();
  }

  private static boolean isChild(long process, Process parent) {
    return parent.children().anyMatch(child -> child.pid() == process);
  }

  private synchronized void startAgain() {
    PostgresPrograms installed = programs;
    if (starter == null || installed == null) {
      throw new IllegalStateException("the server was stopped while it started");
    }
    try {
      forgetPostmaster();
      starter = starter(installed);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run pg_ctl", e);
    }
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException(
        what
            + "; its data is kept. The end of its log, "
            + log()
            + ":\n"
            + LogTail.of(log(), LOG_LINES));
  }

  private static List<String> settings(Map<String, String> overrides) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", "");
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("wal_level", "logical");
    settings.put("max_replication_slots", "20");
    settings.put("max_wal_senders", "20");
    // Without the limit a relay that is away fills the disk.
    settings.put("max_slot_wal_keep_size", "4GB");
    settings.put("max_wal_size", "2GB");
    settings.put("max_connections", "200");
    settings.put("idle_in_transaction_session_timeout", "60s");
    settings.put("timezone", "UTC");
    settings.putAll(overrides);
    return settings.entrySet().stream().map(s -> s.getKey() + "=" + s.getValue()).toList();
  }

  /** The process id in the data directory's lock, which may be from before a crash. */
  private OptionalLong postmaster() {
    try {
      List<String> lines = Files.readAllLines(directory.resolve("data/postmaster.pid"));
      return lines.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(lines.getFirst().strip()));
    } catch (IOException | NumberFormatException notYet) {
      return OptionalLong.empty();
    }
  }

  /** Output of the server and its programs. */
  public Path log() {
    return directory.resolve("server.log");
  }

  /** TCP port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Process id of the running postmaster. */
  public synchronized long pid() {
    return pid;
  }

  /** URL of a database, for {@link #USER} and {@link #PASSWORD}. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Connects as the superuser. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), USER, PASSWORD);
  }

  /** Creates the missing databases. */
  public void createDatabases(List<String> names) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      for (String name : names) {
        if (!databaseExists(statement, name)) {
          // As deployed: the order of text is PostgreSQL's own, not the machine's C library's.
          statement.execute(
              "create database "
                  + statement.enquoteIdentifier(name, true)
                  + " template template0 locale_provider builtin locale 'C.UTF-8'");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the databases " + names, e);
    }
  }

  private static boolean databaseExists(Statement statement, String name) throws SQLException {
    try (ResultSet found =
        statement.executeQuery(
            "select 1 from pg_database where datname = " + statement.enquoteLiteral(name))) {
      return found.next();
    }
  }

  /** Completes soon after the running server has ended, for any reason. */
  public synchronized CompletableFuture<Void> ended() {
    return ProcessHandle.of(pid)
        .map(postmaster -> postmaster.onExit().<Void>thenApply(_ -> null))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /**
   * {@code kill -9} of the postmaster; its backends notice and end. A server that has ended by
   * itself can be started again after this call.
   */
  public synchronized void kill() {
    awaitPostmaster();
    ProcessHandle.of(pid)
        .ifPresent(postmaster -> {
          postmaster.destroyForcibly();
          awaitEnd(postmaster, KILL_TIMEOUT);
        });
    forget();
  }

  /**
   * Fast shutdown: disconnects the clients and writes a checkpoint. Does nothing when the server
   * does not run.
   */
  public synchronized void stop() {
    PostgresPrograms installed = programs;
    if (starter == null || installed == null) {
      return;
    }
    try {
      awaitPostmaster();
      if (ProcessHandle.of(pid).isPresent()) {
        shutDown(installed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop", e);
    } finally {
      forget();
    }
  }

  private void shutDown(PostgresPrograms installed) throws IOException {
    String timeout = "--timeout=" + STOP_TIMEOUT.toSeconds();
    Process stopper =
        installed
            .builder(
                installed.command(
                    "pg_ctl",
                    "stop",
                    "--mode=fast",
                    "--wait",
                    timeout,
                    "--silent",
                    "--pgdata=data"))
            .redirectOutput(Redirect.appendTo(log().toFile()))
            .start();
    stopper.onExit().join();
    // The lock file is deleted before the process ends.
    ProcessHandle.of(pid).ifPresent(postmaster -> awaitEnd(postmaster, KILL_TIMEOUT));
  }

  /** Soon after a start the postmaster is known. */
  private void awaitPostmaster() {
    while (starter != null && starterStatus().isEmpty() && pid == 0) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private void forget() {
    Process ending = starter;
    if (ending != null) {
      ending.destroy();
    }
    starter = null;
    forgetPostmaster();
  }

  private void forgetPostmaster() {
    if (pid != 0) {
      ProcessGuard.remove(pid);
    }
  }

  private static void awaitEnd(ProcessHandle process, Duration timeout) {
    try {
      process.onExit().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "process " + process.pid() + " does not end within " + timeout.toSeconds() + " s", e);
    }
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
