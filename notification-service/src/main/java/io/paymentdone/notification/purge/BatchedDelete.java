package io.paymentdone.notification.purge;

import io.paymentdone.notification.feed.FeedProperties;
import java.util.Arrays;
import org.springframework.jdbc.core.JdbcTemplate;
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
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = feed.purgeBatch();
    int deleted = 0;
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
      int rows = jdbc.update(statement, all);
      deleted += rows;
      if (rows < feed.purgeBatch()) {
        break;
      }
    }
    return deleted;
  }
}
