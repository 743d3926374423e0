package io.paymentdone.payment.relay.replication;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Opens the relay's own connections to PostgreSQL: beside the application's pool, so that a busy
 * pool does not hold up the relay.
 */
public final class RelayConnections {

  /** The server ends a replication connection that is silent for this long. */
  static final Duration WAL_SENDER_TIMEOUT = Duration.ofSeconds(5);

  /**
   * The server lets go of a connection, and of its locks and slots, soon after its client died. The
   * limits by which it ends sessions and statements of others do not hold here: a session that
   * holds the healing lock or a snapshot is idle for as long as the whole table takes.
   */
  private static final String OPTIONS =
      "-c client_connection_check_interval=1000 -c tcp_keepalives_idle=5"
          + " -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
          + " -c transaction_timeout=0 -c idle_in_transaction_session_timeout=0"
          + " -c idle_session_timeout=0 -c statement_timeout=0 -c lock_timeout=0";

  private final JdbcConnectionDetails details;
  private final RelayProperties properties;

  public RelayConnections(JdbcConnectionDetails details, RelayProperties properties) {
    this.details = details;
    this.properties = properties;
  }

  /** A connection for short queries, in autocommit mode. */
  public Connection open() throws SQLException {
    return DriverManager.getConnection(details.getJdbcUrl(), settings(properties.queryTimeout()));
  }

  /** A connection for one long transaction: reading the whole table may take its time. */
  public Connection openLongTransaction() throws SQLException {
    return DriverManager.getConnection(details.getJdbcUrl(), settings(properties.slotTimeout()));
  }

  /** A connection that streams from a slot. */
  public Connection openReplication() throws SQLException {
    return openReplication(properties.queryTimeout());
  }

  /** A connection that creates and drops slots, which may take {@code slotTimeout}. */
  public Connection openSlotCommands() throws SQLException {
    return openReplication(properties.slotTimeout());
  }

  private Connection openReplication(Duration socketTimeout) throws SQLException {
    Properties settings = settings(socketTimeout);
    PGProperty.REPLICATION.set(settings, "database");
    PGProperty.PREFER_QUERY_MODE.set(settings, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(settings, "18");
    PGProperty.OPTIONS.set(
        settings, OPTIONS + " -c wal_sender_timeout=" + WAL_SENDER_TIMEOUT.toMillis());
    return DriverManager.getConnection(details.getJdbcUrl(), settings);
  }

  private Properties settings(Duration socketTimeout) {
    Properties settings = new Properties();
    String user = properties.replicationUsername();
    set(settings, PGProperty.USER, user == null ? details.getUsername() : user);
    set(
        settings,
        PGProperty.PASSWORD,
        user == null ? details.getPassword() : properties.replicationPassword());
    PGProperty.APPLICATION_NAME.set(settings, "payment-service relay");
    PGProperty.CONNECT_TIMEOUT.set(settings, seconds(properties.connectTimeout()));
    PGProperty.LOGIN_TIMEOUT.set(settings, seconds(properties.connectTimeout()));
    PGProperty.SOCKET_TIMEOUT.set(settings, seconds(socketTimeout));
    PGProperty.TCP_KEEP_ALIVE.set(settings, true);
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(settings, false);
    PGProperty.OPTIONS.set(settings, OPTIONS);
    return settings;
  }

  /** Closes one without a word to the server, for that could hang. */
  public static void abort(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        throw new IllegalStateException("pgjdbc refuses to abort", e);
      }
    }
  }

  private static void set(Properties settings, PGProperty property, @Nullable String value) {
    if (value != null) {
      property.set(settings, value);
    }
  }

  private static int seconds(Duration duration) {
    return Math.max(1, Math.toIntExact(duration.toSeconds()));
  }
}
