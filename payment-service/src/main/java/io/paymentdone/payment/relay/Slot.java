package io.paymentdone.payment.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The relay's replication slot: how it stands, and how it is made and dropped. */
final class Slot {

  /** Of migration V2; it has no tables. */
  static final String PUBLICATION = "payment_relay";

  private static final String DUPLICATE_OBJECT = "42710";

  private static final String UNDEFINED_OBJECT = "42704";

  private final String name;

  Slot(String name) {
    this.name = name;
  }

  /** Name in {@code pg_replication_slots}. */
  String name() {
    return name;
  }

  /**
   * How the slot stands.
   *
   * @param loss why it no longer gives every change; null when it does
   * @param active whether some replica streams from it
   * @param retainedBytes WAL that it holds back
   * @param unconfirmedBytes WAL behind the position that the relay confirmed
   * @param safeBytes WAL that may still be written before it is invalidated; null: without limit
   */
  record State(
      @Nullable String loss,
      boolean active,
      long retainedBytes,
      long unconfirmedBytes,
      @Nullable Long safeBytes) {

    private static final State MISSING = new State("it does not exist", false, 0, 0, null);
  }

  /** Looks at it. */
  State look(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select active, wal_status, invalidation_reason, safe_wal_size,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint as retained,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint as unconfirmed
            from pg_replication_slots
            where slot_name = ? and database = current_database()
            """)) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? state(row) : State.MISSING;
      }
    }
  }

  private static State state(ResultSet row) throws SQLException {
    String invalidation = row.getString("invalidation_reason");
    String loss = null;
    if (invalidation != null) {
      loss = "it was invalidated: " + invalidation;
    } else if ("lost".equals(row.getString("wal_status"))) {
      loss = "the WAL it needs was removed";
    }
    return new State(
        loss,
        row.getBoolean("active"),
        row.getLong("retained"),
        row.getLong("unconfirmed"),
        row.getObject("safe_wal_size", Long.class));
  }

  /**
   * Creates it unless it is there; waits for the transactions that are open.
   *
   * @param replication from {@link RelayConnections#openSlotCommands}
   */
  void createIfAbsent(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement()) {
      statement.execute(creation(statement, "nothing"));
    } catch (SQLException e) {
      // A replica that started at the same time was quicker.
      if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /**
   * Creates it and exports the snapshot at which its stream begins; the snapshot lives until the
   * connection's next command.
   *
   * @param replication from {@link RelayConnections#openSlotCommands}
   * @return the snapshot's name, for {@code set transaction snapshot}
   */
  String createExportingSnapshot(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery(creation(statement, "export"))) {
      row.next();
      return row.getString("snapshot_name");
    }
  }

  /** A slot that a standby server keeps, too: pgjdbc's own builder cannot say so. */
  private String creation(Statement statement, String snapshot) throws SQLException {
    return "CREATE_REPLICATION_SLOT "
        + statement.enquoteIdentifier(name, true)
        + " LOGICAL pgoutput (FAILOVER true, SNAPSHOT '"
        + snapshot
        + "')";
  }

  /**
   * Drops it if it is there.
   *
   * @param replication from {@link RelayConnections#openSlotCommands}
   * @throws SQLException among others while somebody streams from it
   */
  void dropIfPresent(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement()) {
      statement.execute("DROP_REPLICATION_SLOT " + statement.enquoteIdentifier(name, true));
    } catch (SQLException e) {
      if (!UNDEFINED_OBJECT.equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
