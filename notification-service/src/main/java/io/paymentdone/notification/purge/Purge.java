package io.paymentdone.notification.purge;

import io.paymentdone.events.Topics;
import io.paymentdone.notification.feed.FeedProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedRateTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/**
 * Deletes what is past its retention in small batches, oldest first: entries, dead letters and
 * deliveries ({@link DeliveryPurge}).
 *
 * <p>The inbox ignores events of that age, so a replay cannot bring purged entries back.
 */
@Component
class Purge implements SchedulingConfigurer {

  private static final Logger log = LoggerFactory.getLogger(Purge.class);

  /** Protects entries of events that a replica with a slow clock still accepts. */
  private static final Duration MARGIN = Duration.ofDays(1);

  /**
   * How long erased events may be on the topic. Kafka deletes whole segments, once their newest
   * record is past the retention, and a segment with little traffic is written to for 7 days.
   */
  private static final Duration ERASED_ON_TOPIC =
      Topics.PAYMENT_DONE_RETENTION.multipliedBy(2).plus(MARGIN);

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

  static final String ERASED_USERS =
      """
      delete from erased_user where ctid = any (array(
        select ctid from erased_user where erased_at < ?::timestamptz
         order by erased_at limit ? for update skip locked))
      """;

  /** Counted with the entries, so as long as those would be. */
  static final String ERASED_ENTRIES =
      """
      delete from erased_entries where ctid = any (array(
        select ctid from erased_entries where slice < ?::timestamptz
         order by slice limit ? for update skip locked))
      """;

  private final BatchedDelete batches;
  private final DeliveryPurge deliveries;
  private final FeedProperties feed;
  private final Clock clock;
  private final ReentrantLock running = new ReentrantLock();

  Purge(BatchedDelete batches, DeliveryPurge deliveries, FeedProperties feed, Clock clock) {
    this.batches = batches;
    this.deliveries = deliveries;
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
      run("feeds and dead letters", this::purge);
      run("deliveries", deliveries::purge);
    } finally {
      running.unlock();
    }
  }

  private void run(String what, Runnable purge) {
    try {
      purge.run();
    } catch (DataAccessException e) {
      log.warn("The purge of {} failed and is retried in {}", what, feed.purgeInterval(), e);
    }
  }

  /**
   * Deletes entries and dead letters past their retention, and what an erasure left.
   *
   * @return number of deleted rows
   */
  int purge() {
    Instant now = clock.instant();
    String before = now.minus(feed.retention()).minus(MARGIN).toString();
    int deleted =
        batches.delete(NOTIFICATIONS, before)
            + batches.delete(DEAD_LETTERS, before)
            + batches.delete(ERASED_ENTRIES, before)
            + batches.delete(ERASED_USERS, now.minus(ERASED_ON_TOPIC).toString());
    if (deleted > 0) {
      log.info("Purged {} rows from before {}", deleted, before);
    }
    return deleted;
  }
}
