package io.paymentdone.notification.stream;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.NotificationRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds entries after many positions with one query.
 *
 * <p>A position is an offset in one partition. Entries of one partition become visible in order,
 * because one member at a time stores them. Entries of different partitions do not, so a single
 * position over all partitions would miss entries that another member commits late.
 */
@Component
class NewEntries {

  private static final String ENTRIES_AFTER =
      """
      select *
        from (
          select {columns}, position."offset" as after_offset,
                 sum(case when n.metadata is null then 1
                          else 2 + octet_length(n.metadata::text) / {bytes} end)
                   over (rows unbounded preceding) as weight
            from unnest(?::text[], ?::integer[], ?::bigint[])
                   position (user_id, partition, "offset")
           cross join lateral (
             select *
               from notification
              where user_id = position.user_id
                and partition = position.partition
                and "offset" > position."offset"
              order by "offset"
              limit ?) n
           limit ?) entry
       where weight <= ?
      """
          .replace("{columns}", NotificationRow.COLUMNS)
          .replace("{bytes}", Integer.toString(StreamBudget.METADATA_BYTES_PER_WEIGHT));

  /** Reads one entry per partition, however long the feed is. */
  private static final String LAST_OFFSETS =
      """
      select partition, last."offset"
        from generate_series(0, ? - 1) partition
       cross join lateral (
         select "offset"
           from notification
          where user_id = ?
            and notification.partition = partition.partition
          order by "offset" desc
          limit 1) last
      """;

  /** Most entries of one position; the next poll returns the rest. */
  private static final int ENTRIES_MAX = 50;

  private final JdbcTemplate jdbc;

  NewEntries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The position of a stream in one partition: the offset of the last entry, or mark, sent. */
  record Position(String userId, int partition, long offset) {

    /** Binds positions as three arrays: users, partitions and offsets. */
    static void bind(Collection<Position> positions, PreparedStatement statement, int first)
        throws SQLException {
      Connection connection = statement.getConnection();
      statement.setArray(
          first, connection.createArrayOf("text", column(positions, Position::userId)));
      statement.setArray(
          first + 1, connection.createArrayOf("integer", column(positions, Position::partition)));
      statement.setArray(
          first + 2, connection.createArrayOf("bigint", column(positions, Position::offset)));
    }

    private static Object[] column(
        Collection<Position> positions, Function<Position, Object> component) {
      return positions.stream().map(component).toArray();
    }

    /** Without what is personal. */
    @Override
    public String toString() {
      return "Position[partition=" + partition + ", offset=" + offset + "]";
    }
  }

  /**
   * Up to {@value #ENTRIES_MAX} entries after each position, in order.
   *
   * @param weightMax most entries in total, of which one with metadata counts as several; if there
   *     are more, fewer or none for some positions
   */
  Map<Position, List<FeedEntry>> entriesAfter(Collection<Position> positions, int weightMax) {
    Map<Position, List<FeedEntry>> entries = new HashMap<>();
    jdbc.query(
        connection -> {
          PreparedStatement statement = connection.prepareStatement(ENTRIES_AFTER);
          Position.bind(positions, statement, 1);
          statement.setInt(4, ENTRIES_MAX);
          statement.setInt(5, weightMax);
          statement.setInt(6, weightMax);
          return statement;
        },
        row -> {
          FeedEntry entry = NotificationRow.entry(row);
          Position after =
              new Position(entry.userId(), entry.partition(), row.getLong("after_offset"));
          entries.computeIfAbsent(after, position -> new ArrayList<>()).add(entry);
        });
    return entries;
  }

  /** Offset of the last entry of a user by partition. */
  Map<Integer, Long> lastOffsets(String userId) {
    Map<Integer, Long> offsets = new HashMap<>();
    jdbc.query(
        LAST_OFFSETS,
        row -> {
          offsets.put(row.getInt(1), row.getLong(2));
        },
        Topics.PARTITIONS,
        userId);
    return offsets;
  }
}
