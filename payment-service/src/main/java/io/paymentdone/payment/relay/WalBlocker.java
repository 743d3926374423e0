package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.publishing.RelayStatus;
import io.paymentdone.payment.relay.publishing.RelayStatus.Snapshot;
import io.paymentdone.payment.relay.publishing.RelayWindowState;
import io.paymentdone.payment.relay.replication.Slot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Finds what keeps the slot from releasing WAL. */
final class WalBlocker {

  private static final String OLDEST_TRANSACTION =
      """
      select *
      from (select datname, 'process ' || pid || ', ' || application_name as who, xact_start as since
            from pg_stat_activity
            where backend_xid is not null and pid <> pg_backend_pid()
            union all
            select database, 'prepared as ' || gid, prepared
            from pg_prepared_xacts) transaction
      order by since nulls last
      limit 1
      """;

  private final RelayStatus status;
  private final RelayWindowState windowState;

  WalBlocker(RelayStatus status, RelayWindowState windowState) {
    this.status = status;
    this.windowState = windowState;
  }

  /** What holds back the WAL, as a text for the client. */
  String name(Connection connection, Slot.State state) throws SQLException {
    if (state.unconfirmedBytes() * 2 < state.retainedBytes()) {
      // Everything is published: an open transaction of any database keeps the WAL from its start
      // on.
      return oldestTransaction(connection);
    }
    Snapshot relay = status.snapshot();
    String reason = relay.reason();
    if (!relay.phase().isHealthy() && reason != null) {
      return reason;
    }
    String silence = windowState.silence();
    return silence == null ? "events are published more slowly than payments come in" : silence;
  }

  private static String oldestTransaction(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OLDEST_TRANSACTION)) {
      return row.next()
          ? "a transaction in database "
              + row.getString("datname")
              + ", open since "
              + row.getString("since")
              + " ("
              + row.getString("who")
              + ")"
          : "a transaction that has just ended, or that only pg_read_all_stats would show";
    }
  }
}
