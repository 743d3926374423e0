package io.paymentdone.console.topics;

import io.paymentdone.console.workers.PrintableText;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log of records that could not be used: the first at once, then at most one line a
 * minute, however many there are. Not thread-safe.
 */
final class RejectedRecordLog {

  private static final Logger log = LoggerFactory.getLogger(RejectedRecordLog.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final String topic;
  private long untold;
  private String last = "";
  private long toldNanos = System.nanoTime() - PAUSE_NANOS;

  RejectedRecordLog(String topic) {
    this.topic = topic;
  }

  void add(ConsumerRecord<?, ?> rejected, Throwable why) {
    untold++;
    last = rejected.partition() + "@" + rejected.offset() + ": " + why;
    tell();
  }

  /** Tells of those since the last line, if its minute is over. */
  void tell() {
    if (untold > 0 && System.nanoTime() - toldNanos >= PAUSE_NANOS) {
      log.warn(
          "{}",
          PrintableText.of(topic + ": " + untold + " records are not used; the last one " + last));
      untold = 0;
      toldNanos = System.nanoTime();
    }
  }
}
