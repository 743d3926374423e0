package io.paymentdone.faults.cluster;

import io.paymentdone.faults.cluster.Cluster.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which payment service streams from the replication slot. */
public final class RelayOwner {

  /** Slot of the relay. */
  public static final String SLOT = "payment_relay";

  private RelayOwner() {}

  /** Null while no service does. */
  static @Nullable Node of(Cluster cluster) {
    try (Connection connection = cluster.postgres().connect("payment");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                String.format(
                    Locale.ROOT,
                    """
                    select a.client_port
                      from pg_replication_slots s join pg_stat_activity a on a.pid = s.active_pid
                     where s.slot_name = '%s'
                    """,
                    SLOT))) {
      if (!row.next()) {
        return null;
      }
      int clientPort = row.getInt(1);
      return cluster.payments().stream()
          .filter(node -> node.database().connectsFrom(clientPort))
          .findFirst()
          .orElse(null);
    } catch (SQLException away) {
      return null;
    }
  }
}
