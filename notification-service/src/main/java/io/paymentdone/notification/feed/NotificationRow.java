package io.paymentdone.notification.feed;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Maps rows of the table {@code notification}, which the inbox writes. */
public final class NotificationRow {

  private NotificationRow() {}

  /**
   * Maps the current row.
   *
   * @param row result set with all columns of the table
   */
  public static NotificationItem item(ResultSet row) throws SQLException {
    return new NotificationItem(
        row.getObject("id", UUID.class),
        row.getString("user_id"),
        row.getObject("payment_id", UUID.class),
        row.getString("title"),
        row.getString("message"),
        row.getLong("amount"),
        row.getString("currency"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getObject("received_at", OffsetDateTime.class).toInstant(),
        row.getInt("partition"),
        row.getLong("offset"),
        row.getString("consumer"));
  }
}
