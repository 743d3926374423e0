package io.paymentdone.benchmarks.rebalance;

import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * One partition while members came or went.
 *
 * @param moved whether another member wrote its feed entries afterwards
 * @param seconds longest time without a feed entry
 */
record Gap(int partition, boolean moved, double seconds) {

  private static final String QUERY =
      """
      select partition, count(distinct consumer) > 1, extract(epoch from max(pause))::float8
        from (select partition, consumer,
                     received_at - lag(received_at) over (partition by partition
                                                          order by received_at) as pause
                from notification
               where occurred_at between ? and ?) entries
       group by partition
       order by partition
      """;

  /** Of payments made in that time. */
  static List<Gap> between(PostgresServer postgres, Instant from, Instant to) throws SQLException {
    List<Gap> gaps = new ArrayList<>();
    try (Connection connection = postgres.connect("notification");
        PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setObject(1, from.atOffset(ZoneOffset.UTC));
      query.setObject(2, to.atOffset(ZoneOffset.UTC));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          gaps.add(new Gap(rows.getInt(1), rows.getBoolean(2), rows.getDouble(3)));
        }
      }
    }
    return gaps;
  }
}
