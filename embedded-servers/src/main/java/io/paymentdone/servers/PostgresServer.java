package io.paymentdone.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** How long backends of a killed postmaster may hold its shared memory. */
  private static final int START_ATTEMPTS = 5;

  private static final Duration START_DELAY = Duration.ofMillis(500);
  private static final int LOG_LINES = 12;

  /** Lines of {@code postmaster.pid}: when the server was started, in seconds, and its status. */
  private static final int LOCK_START = 2;

  private static final int LOCK_STATUS = 7;
  private static final Set<String> SERVING = Set.of("ready", "standby");

  /** By this much the server's clock may be behind this JVM's. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  private final Path directory;
  private final int port;
  private final List<String> settings;

  /** The postmaster, a child of this process; null when the server is not to run. */
  private @Nullable Process postmaster;

  private @Nullable PostgresPrograms programs;
  private Instant launched = Instant.EPOCH;

  /** Process id of the postmaster that was started last; 0 before the first. */
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
   * @param overrides server settings that differ from the defaults here
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
    if (postmaster != null) {
      throw new IllegalStateException("PostgreSQL runs already");
    }
    try {
      Path home = PrivateDirectory.open(directory);
      PrivateDirectory.createFile(log());
      PostgresPrograms installed =
          new PostgresPrograms(PostgresBinaries.unpacked(home.resolve("binaries")), home);
      new PostgresCluster(installed, home.resolve("data")).prepare(settings);
      programs = installed;
      startPostmaster(installed);
    } catch (IOException e) {
      // The message of a FileSystemException is only the file's name.
      throw new IllegalStateException(
          e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage()), e);
    }
  }

  private void startPostmaster(PostgresPrograms installed) throws IOException {
    List<String> command =
        new ArrayList<>(installed.command("postgres", "-D", "data", "-p", Integer.toString(port)));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    launched = Instant.now();
    Process started =
        ProcessGuard.start(
            installed
                .builder(PostgresPrograms.inOwnSession(command))
                .redirectOutput(Redirect.appendTo(log().toFile())),
            StopSignal.INT);
    postmaster = started;
    pid = started.pid();
  }

  /**
   * Waits until the server accepts connections.
   *
   * @throws IllegalStateException when it does not start; the message has the end of its log
   */
  public void awaitReady() {
    for (int attempt = 1; !awaitServing(); attempt++) {
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
  private boolean awaitServing() {
    Process starting = running();
    boolean decided = Waiting.until(READY_TIMEOUT, () -> !starting.isAlive() || serves(starting));
    if (!decided) {
      stop();
      throw failure(
          "the server on port "
              + port
              + " is not ready after "
              + READY_TIMEOUT.toMinutes()
              + " minutes");
    }
    return starting.isAlive();
  }

  private synchronized Process running() {
    if (postmaster == null) {
      throw new IllegalStateException("the server was stopped while it started");
    }
    return postmaster;
  }

  private synchronized void startAgain() {
    PostgresPrograms installed = programs;
    if (postmaster == null || installed == null) {
      throw new IllegalStateException("the server was stopped while it started");
    }
    try {
      startPostmaster(installed);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run PostgreSQL", e);
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

  /**
   * Whether the lock file says that this process serves. It may be from before a crash, then even
   * with the same process id; {@code pg_ctl} looks at the time of the start as well.
   */
  private synchronized boolean serves(Process process) {
    List<String> lock = lock();
    return lock.size() > LOCK_STATUS
        && isOf(process, lock)
        && Long.parseLong(lock.get(LOCK_START).strip())
            >= launched.minus(CLOCK_STEP).getEpochSecond()
        && SERVING.contains(lock.get(LOCK_STATUS).strip());
  }

  private static boolean isOf(Process process, List<String> lock) {
    return !lock.isEmpty() && lock.getFirst().strip().equals(Long.toString(process.pid()));
  }

  /** Lines of the data directory's lock file, none while there is none; paths in it are bytes. */
  private List<String> lock() {
    try {
      return Files.readAllLines(directory.resolve("data/postmaster.pid"), ISO_8859_1);
    } catch (IOException notYet) {
      return List.of();
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

  /** Process id of the postmaster that was started last. */
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
    return postmaster == null
        ? CompletableFuture.completedFuture(null)
        : postmaster.onExit().<Void>thenApply(_ -> null);
  }

  /**
   * {@code kill -9} of the postmaster; its backends notice and end. A server that has ended by
   * itself can be started again after this call.
   */
  public synchronized void kill() {
    Process ending = postmaster;
    if (ending != null) {
      postmaster = null;
      ending.destroyForcibly();
      awaitEnd(ending);
    }
  }

  /**
   * Fast shutdown: disconnects the clients and writes a checkpoint. Does nothing when the server
   * does not run.
   */
  public synchronized void stop() {
    PostgresPrograms installed = programs;
    Process ending = postmaster;
    if (ending == null || installed == null) {
      return;
    }
    postmaster = null;
    // pg_ctl finds the server by its lock file, which a start writes soon.
    Waiting.until(STOP_TIMEOUT, () -> !ending.isAlive() || isOf(ending, lock()));
    if (ending.isAlive()) {
      try {
        shutDown(installed);
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL did not stop", e);
      }
      // The lock file is deleted before the process ends.
      awaitEnd(ending);
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
  }

  private static void awaitEnd(Process process) {
    try {
      process.onExit().orTimeout(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "process " + process.pid() + " does not end within " + KILL_TIMEOUT.toSeconds() + " s",
          e);
    }
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
