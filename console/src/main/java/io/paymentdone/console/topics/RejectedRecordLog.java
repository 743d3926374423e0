package io.paymentdone.console.topics;

import io.paymentdone.console.workers.PrintableText;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs records that the console cannot use: the first one at once, then at most one line
 * per minute.
 */
final class RejectedRecordLog {

  private static final Logger log = LoggerFactory.getLogger(RejectedRecordLog.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final String topic;
  private long count;
  private long unlogged;
  private String last = "";
  private long loggedNanos = System.nanoTime() - PAUSE_NANOS;

  RejectedRecordLog(String topic) {
    this.topic = topic;
  }

  void add(ConsumerRecord<?, ?> rejected, Object why) {
    add(1, rejected.partition() + "@" + rejected.offset() + ": " + why);
  }

  synchronized void add(long records, String why) {
    count += records;
    unlogged += records;
    last = why;
    logPending();
  }

  synchronized long count() {
    return count;
  }

  /** Logs the records rejected since the last line, if that line is a minute old. */
  synchronized void logPending() {
    if (unlogged > 0 && System.nanoTime() - loggedNanos >= PAUSE_NANOS) {
      log.warn(
          "{}",
          PrintableText.of(
              unlogged + " records of " + topic + " are not used; the last one is " + last));
      unlogged = 0;
      loggedNanos = System.nanoTime();
    }
  }
}
