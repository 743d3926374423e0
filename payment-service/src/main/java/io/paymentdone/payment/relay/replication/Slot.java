package io.paymentdone.payment.relay.replication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The relay's replication slot: its state, its creation and its end.
 *
 * <p>A slot's name is global to the server, and PostgreSQL lets every database drop it. So only a
 * slot of this database, made for {@code pgoutput}, counts as the relay's own.
 */
public final class Slot {

  /** Of migration V2; it has no tables. */
  static final String PUBLICATION = "payment_relay";

  private static final String DUPLICATE_OBJECT = "42710";

  private static final String UNDEFINED_OBJECT = "42704";

  private final String name;

  public Slot(String name) {
    this.name = name;
  }

  /** Name in {@code pg_replication_slots}. */
  public String name() {
    return name;
  }

  /**
   * State of the slot.
   *
   * @param loss why it does not, or no longer, give every change; null when it does
   * @param foreign whether the name belongs to a slot of another database, which is never touched
   * @param active whether some replica streams from it
   * @param retainedBytes WAL that it holds back
   * @param unconfirmedBytes WAL after the position that the relay confirmed
   * @param safeBytes WAL that may still be written before it is invalidated; null: without limit
   * @param confirmedLsn where a stream begins
   * @param writtenLsn the end of the server's WAL
   */
  public record State(
      @Nullable String loss,
      boolean foreign,
      boolean active,
      long retainedBytes,
      long unconfirmedBytes,
      @Nullable Long safeBytes,
      long confirmedLsn,
      long writtenLsn) {

    private static State absent(String loss, boolean foreign) {
      return new State(loss, foreign, false, 0, 0, null, 0, 0);
    }
  }

  /** Reads the slot's state. */
  public State read(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select active, wal_status, invalidation_reason, safe_wal_size, confirmed_flush_lsn,
                   pg_current_wal_flush_lsn() as written, database, plugin,
                   coalesce(database = current_database() and plugin = 'pgoutput', false) as own,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint as retained,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint as unconfirmed
            from pg_replication_slots
            where slot_name = ?
            """)) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? state(row) : State.absent("it does not exist", false);
      }
    }
  }

  private static State state(ResultSet row) throws SQLException {
    if (!row.getBoolean("own")) {
      String database = row.getString("database");
      return State.absent(
          database == null
              ? "its name is taken by a physical slot, a standby's or a backup's"
              : "its name is taken by a slot of database "
                  + database
                  + ", plugin "
                  + row.getString("plugin"),
          true);
    }
    String invalidation = row.getString("invalidation_reason");
    String loss = null;
    if (invalidation != null) {
      loss = "it was invalidated: " + invalidation;
    } else if ("lost".equals(row.getString("wal_status"))) {
      loss = "the WAL it needs was removed";
    }
    return new State(
        loss,
        false,
        row.getBoolean("active"),
        row.getLong("retained"),
        row.getLong("unconfirmed"),
        row.getObject("safe_wal_size", Long.class),
        lsn(row.getString("confirmed_flush_lsn")),
        lsn(row.getString("written")));
  }

  private static long lsn(@Nullable String text) {
    return text == null ? 0 : LogSequenceNumber.valueOf(text).asLong();
  }

  /** A text that says what to do when {@link State#foreign} is true. */
  public String taken(State state) {
    return "replication slot "
        + name
        + ": "
        + state.loss()
        + " on the same server. Nothing of it is touched. Give this deployment a name of its own"
        + " with payment.relay.slot, on every replica.";
  }

  /**
   * Creates it unless one of its name is there; waits for the transactions that are open.
   *
   * @param replication from {@link RelayConnections#openSlotCommands}
   */
  public void createIfAbsent(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement()) {
      statement.execute(creation(statement, "nothing"));
    } catch (SQLException e) {
      // Another replica that started at the same time has created it.
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
  public String createExportingSnapshot(Connection replication) throws SQLException {
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
   * Drops the slot if it exists and is the relay's own. One statement checks and drops, so that no
   * other slot can take the name in between.
   *
   * @throws SQLException among others while a session streams from it
   */
  public void dropIfOwn(Connection connection) throws SQLException {
    try (PreparedStatement drop =
        connection.prepareStatement(
            """
            select pg_drop_replication_slot(slot_name) from pg_replication_slots
            where slot_name = ? and database = current_database() and plugin = 'pgoutput'
            """)) {
      drop.setString(1, name);
      drop.execute();
    } catch (SQLException e) {
      if (!UNDEFINED_OBJECT.equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
