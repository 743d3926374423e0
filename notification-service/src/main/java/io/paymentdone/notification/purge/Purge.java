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
 * Deletes entries and dead letters past their retention in small batches, oldest first.
 *
 * <p>The inbox ignores events of that age, so a replay cannot bring purged entries back.
 */
@Component
class Purge implements SchedulingConfigurer {

  private static final Logger log = LoggerFactory.getLogger(Purge.class);

  /** Protects entries of events that a replica with a slow clock still accepts. */
  private static final Duration MARGIN = Duration.ofDays(1);

  /** Limit of one run; the rest is deleted by the next run. */
  private static final int BATCHES_MAX = 1000;

  /**
   * The order forces the index on the age. Without it, PostgreSQL may choose to scan the table from
   * its start if much is to be purged, through all dead rows of earlier batches.
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
      log.warn("The purge failed and is retried in {}", feed.purgeInterval(), e);
    } finally {
      running.unlock();
    }
  }

  /**
   * Deletes rows past their retention.
   *
   * @return number of deleted rows
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
