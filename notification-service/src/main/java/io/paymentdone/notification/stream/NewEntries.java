package io.paymentdone.notification.stream;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.feed.NotificationItem;
import io.paymentdone.notification.feed.NotificationRow;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Looks for entries behind many positions at once.
 *
 * <p>A position is an offset in one partition. Offsets of one partition become visible in order,
 * for one member at a time stores them; those of different partitions do not, so that one position
 * over all of them would miss what another member commits late.
 */
@Component
class NewEntries {

  private static final String BEHIND =
      """
      select n.*, position."offset" as behind
        from unnest(?::text[], ?::integer[], ?::bigint[]) position (user_id, partition, "offset")
       cross join lateral (
         select *
           from notification
          where user_id = position.user_id
            and partition = position.partition
            and "offset" > position."offset"
          order by "offset"
          limit ?) n
       limit ?
      """;

  /** One entry read of each partition, however long the feed is. */
  private static final String ENDS =
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

  /** Of one position; the rest comes with the next look. */
  private static final int ENTRIES_MAX = 50;

  /** Of all positions together, which one look has in memory. */
  private static final int LOOK_MAX = 5000;

  private final JdbcTemplate jdbc;

  NewEntries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Entries of a user behind an offset of a partition. */
  record Position(String userId, int partition, long offset) {}

  /**
   * Up to {@value #ENTRIES_MAX} entries behind each position that has any, in order; fewer, and of
   * some positions none, when there are more than {@value #LOOK_MAX} in all.
   */
  Map<Position, List<NotificationItem>> behind(Collection<Position> positions) {
    Map<Position, List<NotificationItem>> entries = new HashMap<>();
    jdbc.query(
        connection -> {
          PreparedStatement statement = connection.prepareStatement(BEHIND);
          statement.setArray(
              1, connection.createArrayOf("text", column(positions, Position::userId)));
          statement.setArray(
              2, connection.createArrayOf("integer", column(positions, Position::partition)));
          statement.setArray(
              3, connection.createArrayOf("bigint", column(positions, Position::offset)));
          statement.setInt(4, ENTRIES_MAX);
          statement.setInt(5, LOOK_MAX);
          return statement;
        },
        row -> {
          NotificationItem item = NotificationRow.item(row);
          Position behind = new Position(item.userId(), item.partition(), row.getLong("behind"));
          entries.computeIfAbsent(behind, position -> new ArrayList<>()).add(item);
        });
    return entries;
  }

  private static Object[] column(
      Collection<Position> positions, Function<Position, Object> component) {
    return positions.stream().map(component).toArray();
  }

  /** The user's last offset in each partition that has any. */
  Map<Integer, Long> ends(String userId) {
    Map<Integer, Long> ends = new HashMap<>();
    jdbc.query(
        ENDS,
        row -> {
          ends.put(row.getInt(1), row.getLong(2));
        },
        Topics.PARTITIONS,
        userId);
    return ends;
  }
}
