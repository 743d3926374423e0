package io.paymentdone.faults.check;

import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A feed entry that receivers are to get.
 *
 * @param receivedAt when notification-service stored it, from which on its delivery is due
 */
public record DueEntry(UUID id, String userId, Instant receivedAt) {

  /** All feed entries so far, each user's in the order of the feed. */
  public static List<DueEntry> all(PostgresServer postgres) throws SQLException {
    List<DueEntry> entries = new ArrayList<>();
    try (Connection connection = postgres.connect("notification");
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select id, user_id, received_at from notification
                 order by user_id, partition, "offset"
                """);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        entries.add(
            new DueEntry(
                row.getObject("id", UUID.class),
                row.getString("user_id"),
                row.getObject("received_at", OffsetDateTime.class).toInstant()));
      }
    }
    return entries;
  }
}
