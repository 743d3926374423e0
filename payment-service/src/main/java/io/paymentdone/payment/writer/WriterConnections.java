package io.paymentdone.payment.writer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The write path's own connections: a slow read never delays a payment, and time-outs apply that
 * would be too short for a migration.
 */
final class WriterConnections implements AutoCloseable {

  /** For keys that are held elsewhere, beside one connection per writer. */
  static final int CONTENDED_CONNECTIONS = 2;

  private final HikariDataSource pool;

  WriterConnections(
      JdbcConnectionDetails details, MeterRegistry registry, WriterProperties properties) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("payment-writer");
    config.setMetricRegistry(registry);
    config.setJdbcUrl(details.getJdbcUrl());
    config.setUsername(details.getUsername());
    config.setPassword(details.getPassword());
    config.setMaximumPoolSize(properties.threads() + CONTENDED_CONNECTIONS);
    config.setMinimumIdle(properties.threads());
    config.setAutoCommit(true);
    config.setConnectionTimeout(properties.connectTimeout().toMillis());
    config.setValidationTimeout(Math.max(250, properties.connectTimeout().toMillis() / 2));
    // The service starts without its database, and says so in readiness.
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "payment-writer");
    config.addDataSourceProperty("connectTimeout", seconds(properties.connectTimeout()));
    config.addDataSourceProperty("loginTimeout", seconds(properties.connectTimeout()));
    config.addDataSourceProperty("socketTimeout", seconds(properties.socketTimeout()));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // Has the values of the row that the server refused, which would be in the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.addDataSourceProperty("options", options(properties));
    pool = new HikariDataSource(config);
  }

  static String options(WriterProperties properties) {
    return "-c lock_timeout="
        + properties.lockTimeout().toMillis()
        + " -c transaction_timeout="
        + properties.transactionTimeout().toMillis()
        // The first payment after a quiet time would wait for a new connection.
        + " -c idle_session_timeout=0";
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.toSeconds()));
  }

  /** A connection in autocommit mode; close it to give it back. */
  Connection get() throws SQLException {
    return pool.getConnection();
  }

  /** Closes the connection instead of giving it back, since its settings may differ. */
  void discard(Connection connection) {
    pool.evictConnection(connection);
  }

  @Override
  public void close() {
    pool.close();
  }
}
