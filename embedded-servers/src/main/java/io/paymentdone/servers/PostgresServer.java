package io.paymentdone.servers;

import io.paymentdone.servers.ProcessGuard.StopSignal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on loopback that is as durable as a production one: {@code fsync} and {@code
 * synchronous_commit} are on.
 */
public final class PostgresServer implements AutoCloseable {

  /** Superuser; its password is the same word. */
  public static final String USER = "postgres";

  public static final String PASSWORD = "postgres";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  /** How long backends of a killed postmaster may hold its shared memory. */
  private static final int START_ATTEMPTS = 5;

  private final Path directory;
  private final int port;
  private final Map<String, String> settings;
  private @Nullable EmbeddedPostgres running;
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
   * Starts a server; data that is in the directory is kept.
   *
   * @param overrides server settings that differ from the defaults here; values without blanks
   * @throws IllegalStateException when it did not start; the message names the server's log
   */
  public static PostgresServer start(Path directory, int port, Map<String, String> overrides) {
    PostgresServer server = new PostgresServer(directory, port, overrides);
    server.start();
    return server;
  }

  /** Starts it again after {@link #stop} or {@link #kill}: same data, same port. */
  public synchronized void start() {
    if (running != null) {
      throw new IllegalStateException("PostgreSQL runs already");
    }
    Path log = directory.resolve("server.log");
    for (int attempt = 1; running == null; attempt++) {
      try {
        Files.createDirectories(directory);
        EmbeddedPostgres.Builder builder =
            EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                .setLocaleConfig("locale", "C.UTF-8")
                .setOutputRedirector(Redirect.appendTo(log.toFile()))
                .setErrorRedirector(Redirect.appendTo(log.toFile()))
                .setPort(port);
        settings.forEach(builder::setServerConfig);
        running = builder.start();
      } catch (IOException | IllegalStateException e) {
        if (attempt == START_ATTEMPTS) {
          throw new IllegalStateException(
              "PostgreSQL did not start on port " + port + "; its log: " + log, e);
        }
      }
    }
    pid = readPid(directory.resolve("data/postmaster.pid"));
    ProcessGuard.add(pid, StopSignal.INT);
  }

  private static Map<String, String> settings(Map<String, String> overrides) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    // The library that starts the server turns both off.
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("wal_level", "logical");
    settings.put("max_replication_slots", "20");
    settings.put("max_wal_senders", "20");
    // Without it a relay that is away fills the disk.
    settings.put("max_slot_wal_keep_size", "4GB");
    settings.put("max_wal_size", "2GB");
    settings.put("max_connections", "200");
    settings.put("idle_in_transaction_session_timeout", "60s");
    settings.put("timezone", "UTC");
    settings.putAll(overrides);
    return settings;
  }

  private static long readPid(Path postmasterPid) {
    try {
      return Long.parseLong(Files.readAllLines(postmasterPid).getFirst().strip());
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL left no pid", e);
    }
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

  /** Creates the databases that are not there. */
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

  /**
   * {@code kill -9} of the postmaster; its backends notice and leave. One that has ended by itself
   * can be started again after it.
   */
  public synchronized void kill() {
    ProcessHandle.of(pid)
        .ifPresent(postmaster -> {
          postmaster.destroyForcibly();
          awaitEnd(postmaster, KILL_TIMEOUT);
        });
    forget();
  }

  /**
   * Fast shutdown: disconnects the clients and writes a checkpoint. Does nothing when it does not
   * run.
   */
  public synchronized void stop() {
    EmbeddedPostgres server = running;
    if (server == null) {
      return;
    }
    try {
      server.close();
      // The library stops waiting after 5 s; a shutdown checkpoint may take longer.
      ProcessHandle.of(pid).ifPresent(postmaster -> awaitEnd(postmaster, STOP_TIMEOUT));
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop", e);
    } finally {
      forget();
    }
  }

  private void forget() {
    ProcessGuard.remove(pid);
    running = null;
    File lock = directory.resolve("data/epg-lock").toFile();
    if (lock.exists() && !lock.delete()) {
      throw new IllegalStateException("cannot delete " + lock);
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
