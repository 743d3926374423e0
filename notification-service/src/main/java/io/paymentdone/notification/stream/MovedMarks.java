package io.paymentdone.notification.stream;

import io.paymentdone.notification.stream.NewEntries.Position;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds the read marks that are further than the streams know, with one query. */
@Component
class MovedMarks {

  /** The limit keeps PostgreSQL from joining the whole table: one index lookup per position. */
  private static final String MARKS_AFTER =
      """
      select position.user_id, position.partition, position."offset", mark."offset"
        from unnest(?::text[], ?::integer[], ?::bigint[]) position (user_id, partition, "offset")
       cross join lateral (
         select read_mark."offset"
           from read_mark
          where read_mark.user_id = position.user_id
            and read_mark.partition = position.partition
            and read_mark."offset" > position."offset"
          limit 1) mark
      """;

  private final JdbcTemplate jdbc;

  MovedMarks(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Offset of the mark by position, for the positions that their mark has left behind. */
  Map<Position, Long> after(Collection<Position> positions) {
    Map<Position, Long> marks = new HashMap<>();
    jdbc.query(
        connection -> {
          PreparedStatement statement = connection.prepareStatement(MARKS_AFTER);
          Position.bind(positions, statement, 1);
          return statement;
        },
        row -> {
          marks.put(new Position(row.getString(1), row.getInt(2), row.getLong(3)), row.getLong(4));
        });
    return marks;
  }
}
