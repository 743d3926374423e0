package io.paymentdone.notification.feed;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Maps rows of the table {@code notification}, which the inbox writes. */
public final class NotificationRow {

  /** What a query selects from the table {@code notification n} for {@link #entry}. */
  public static final String COLUMNS =
      """
      n.id, n.user_id, n.payment_id, n.amount, n.currency, n.description, n.occurred_at,
      n.received_at, n.partition, n."offset", n.consumer, n.metadata,
      coalesce((select n."offset" <= mark."offset"
                  from read_mark mark
                 where mark.user_id = n.user_id and mark.partition = n.partition), false) as read\
      """;

  private static final ObjectReader METADATA =
      JsonMapper.shared().readerFor(new TypeReference<SortedMap<String, String>>() {});

  private NotificationRow() {}

  /**
   * Maps the current row.
   *
   * @param row result set with the {@link #COLUMNS}
   */
  public static FeedEntry entry(ResultSet row) throws SQLException {
    return new FeedEntry(
        row.getObject("id", UUID.class),
        row.getString("user_id"),
        row.getObject("payment_id", UUID.class),
        row.getLong("amount"),
        row.getString("currency"),
        row.getString("description"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getObject("received_at", OffsetDateTime.class).toInstant(),
        row.getInt("partition"),
        row.getLong("offset"),
        row.getString("consumer"),
        metadata(row.getString("metadata")),
        row.getBoolean("read"));
  }

  private static @Nullable SortedMap<String, String> metadata(@Nullable String column) {
    return column == null ? null : METADATA.readValue(column);
  }
}
