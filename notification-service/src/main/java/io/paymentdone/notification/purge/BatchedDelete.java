package io.paymentdone.notification.purge;

import io.paymentdone.notification.feed.FeedProperties;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** Deletes many rows in small transactions, so that nobody waits long for one of them. */
@Component
class BatchedDelete {

  /** Limit of one run; the rest is deleted by the next run. */
  private static final int BATCHES_MAX = 1000;

  private final JdbcTemplate jdbc;
  private final FeedProperties feed;

  BatchedDelete(JdbcTemplate jdbc, FeedProperties feed) {
    this.jdbc = jdbc;
    this.feed = feed;
  }

  /**
   * Repeats a statement until it deletes less than a batch.
   *
   * @param statement its last parameter is the most rows that it may delete
   * @param arguments the other parameters
   * @return number of deleted rows
   */
  int delete(String statement, Object... arguments) {
    Object[] all = withBatch(arguments);
    return repeat(() -> jdbc.update(statement, all));
  }

  /**
   * The same for a statement that returns the rows that it deletes.
   *
   * @param deleted gets the rows of each batch
   */
  <T> int deleteReturning(
      String statement, RowMapper<T> row, Consumer<List<T>> deleted, Object... arguments) {
    Object[] all = withBatch(arguments);
    return repeat(() -> {
      List<T> rows = jdbc.query(statement, row, all);
      deleted.accept(rows);
      return rows.size();
    });
  }

  private Object[] withBatch(Object... arguments) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = feed.purgeBatch();
    return all;
  }

  private int repeat(IntSupplier statement) {
    int deleted = 0;
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
      int rows = statement.getAsInt();
      deleted += rows;
      if (rows < feed.purgeBatch()) {
        break;
      }
    }
    return deleted;
  }
}
