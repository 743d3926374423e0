package io.paymentdone.faults.cluster;

import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Holds the payment services' inserts in the middle of their transactions, by a lock on the table,
 * until it is closed.
 */
public final class HeldInserts implements AutoCloseable {

  private final Connection connection;

  private HeldInserts(Connection connection) {
    this.connection = connection;
  }

  /** Inserts wait from now on. */
  public static HeldInserts in(PostgresServer postgres) throws SQLException {
    Connection connection = postgres.connect("payment");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("lock table payment in exclusive mode");
    }
    return new HeldInserts(connection);
  }

  /** Whether this service's is among them. */
  public boolean holdsOneOf(Node node) {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select a.client_port
                  from pg_locks l join pg_stat_activity a using (pid)
                 where l.relation = 'payment'::regclass and not l.granted
                """)) {
      while (rows.next()) {
        if (node.database().connectsFrom(rows.getInt(1))) {
          return true;
        }
      }
      return false;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look who waits", e);
    }
  }

  /** Lets them go on. */
  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
