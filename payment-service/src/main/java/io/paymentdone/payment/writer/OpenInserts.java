package io.paymentdone.payment.writer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * The transactions that may hold a {@code seq} which no other session sees yet.
 *
 * <p>An insert locks the table ({@code ROW EXCLUSIVE}) before it draws a {@code seq}, and until it
 * ends; the sequence hands out its numbers in order (identity columns have no cache). So whoever
 * drew a lower {@code seq} than one that was seen before this was read is among the table's lock
 * holders, or has ended. Transaction ids would not do: an insert gets its id after its first {@code
 * seq}.
 *
 * @param transactions the lock holders
 * @param prepared whether one of them is prepared: it lost the name it had before
 */
public record OpenInserts(Set<String> transactions, boolean prepared) {

  private static final String HOLDERS =
      """
      select virtualtransaction, pid is null from pg_locks
      where locktype = 'relation' and relation = 'payment'::regclass and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())
      """;

  /** Those of now. */
  public static OpenInserts read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(HOLDERS)) {
      Set<String> transactions = new HashSet<>();
      boolean prepared = false;
      while (row.next()) {
        transactions.add(row.getString(1));
        prepared |= row.getBoolean(2);
      }
      return new OpenInserts(transactions, prepared);
    }
  }

  /**
   * Whether all of them had ended when the others were read. What they committed is visible to
   * every statement that begins later.
   */
  public boolean endedBefore(OpenInserts later) {
    return transactions.isEmpty()
        || (!later.prepared && Collections.disjoint(transactions, later.transactions));
  }
}
