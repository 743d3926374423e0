package io.paymentdone.notification.purge;

import io.paymentdone.notification.feed.FeedProperties;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedRateTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/**
 * Deletes entries and dead letters past their retention, a few rows at a time, the oldest first.
 *
 * <p>An event that old is not received again: what is purged cannot come back by a replay.
 */
@Component
class Purge implements SchedulingConfigurer {

  private static final Logger log = LoggerFactory.getLogger(Purge.class);

  /** Another replica's clock may be behind: what it still receives must not be purged yet. */
  private static final Duration MARGIN = Duration.ofDays(1);

  /** Then the rest waits for the next run. */
  private static final int BATCHES_MAX = 1000;

  /**
   * In the order of the index on their age: without it, when much is to be purged, a plan that
   * reads the table from its front looks cheaper, and passes what earlier batches left there.
   */
  static final String NOTIFICATIONS =
      """
      delete from notification where ctid = any (array(
        select ctid from notification where occurred_at < ?::timestamptz
         order by occurred_at limit ? for update skip locked))
      """;

  static final String DEAD_LETTERS =
      """
      delete from dead_letter where ctid = any (array(
        select ctid from dead_letter where received_at < ?::timestamptz
         order by received_at limit ? for update skip locked))
      """;

  private final JdbcTemplate jdbc;
  private final FeedProperties feed;
  private final Clock clock;
  private final ReentrantLock running = new ReentrantLock();

  Purge(JdbcTemplate jdbc, FeedProperties feed, Clock clock) {
    this.jdbc = jdbc;
    this.feed = feed;
    this.clock = clock;
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedRateTask(
        new FixedRateTask(this::run, feed.purgeInterval(), feed.purgeInterval()));
  }

  private void run() {
    if (!running.tryLock()) {
      return;
    }
    try {
      purge();
    } catch (DataAccessException e) {
      log.warn("Purge failed, next try in {}", feed.purgeInterval(), e);
    } finally {
      running.unlock();
    }
  }

  /**
   * Deletes what is past its retention.
   *
   * @return rows deleted
   */
  int purge() {
    String before = clock.instant().minus(feed.retention()).minus(MARGIN).toString();
    int deleted = delete(NOTIFICATIONS, before) + delete(DEAD_LETTERS, before);
    if (deleted > 0) {
      log.info("Purged {} rows from before {}", deleted, before);
    }
    return deleted;
  }

  private int delete(String statement, String before) {
    int deleted = 0;
    for (int batch = 0; batch < BATCHES_MAX; batch++) {
      int rows = jdbc.update(statement, before, feed.purgeBatch());
      deleted += rows;
      if (rows < feed.purgeBatch()) {
        break;
      }
    }
    return deleted;
  }
}
