package io.paymentdone.notification.group;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Seeks back to the start of a failed batch and reads it again, without a limit and without
 * skipping.
 *
 * <p>The inbox has dead-lettered all records that are at fault themselves, so a failure here is an
 * outage. Seeking and polling again, instead of holding the batch in memory, keeps the member in
 * its group however long the outage lasts, and releases the records of a partition that is revoked.
 */
@Component
final class InfiniteRetryErrorHandler implements CommonErrorHandler {

  private static final Logger log = LoggerFactory.getLogger(InfiniteRetryErrorHandler.class);

  private static final Duration PAUSE_MIN = Duration.ofMillis(200);

  /** Together with the time-outs of the database far below max.poll.interval.ms. */
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  /** Pause, connection and statement together: two retries of one outage are closer. */
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(25);

  /** Length of an outage after which readiness is down. */
  private static final Duration OUTAGE_MAX = Duration.ofSeconds(30);

  private final OutOfRangePartitions outOfRangePartitions;
  private final Clock clock;

  /** Used by the consumer thread only. */
  private Duration pause = PAUSE_MIN;

  private volatile @Nullable Outage outage;

  /**
   * An outage.
   *
   * @param last time of the last failed attempt
   */
  private record Outage(Instant since, Instant last, String cause) {}

  InfiniteRetryErrorHandler(OutOfRangePartitions outOfRangePartitions, Clock clock) {
    this.outOfRangePartitions = outOfRangePartitions;
    this.clock = clock;
  }

  /** Why no records are received, if the outage has lasted long enough; otherwise empty. */
  Optional<String> problem() {
    Outage current = outage;
    Instant now = clock.instant();
    if (current == null || isOver(current, now)) {
      return Optional.empty();
    }
    Duration length = Duration.between(current.since(), now);
    return length.compareTo(OUTAGE_MAX) < 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "no records have been received for %d s: %s",
                length.toSeconds(),
                current.cause()));
  }

  private void failed(String cause) {
    Outage before = outage;
    Instant now = clock.instant();
    Instant since = before == null || isOver(before, now) ? now : before.since();
    outage = new Outage(since, now, cause);
  }

  /** An outage without a recent failure is over, even if no batch has been received since. */
  private static boolean isOver(Outage outage, Instant now) {
    return Duration.between(outage.last(), now).compareTo(ATTEMPT_MAX) > 0;
  }

  @Override
  public boolean seeksAfterHandling() {
    return true;
  }

  /** The default, true, would commit the batch that failed. */
  @Override
  public boolean isAckAfterHandle() {
    return false;
  }

  @Override
  public void handleBatch(
      Exception failure,
      ConsumerRecords<?, ?> batch,
      Consumer<?, ?> consumer,
      MessageListenerContainer container,
      Runnable invokeListener) {
    for (TopicPartition partition : batch.partitions()) {
      if (consumer.assignment().contains(partition)) {
        consumer.seek(partition, batch.records(partition).getFirst().offset());
      }
    }
    String trouble = Trouble.of(failure);
    failed(trouble);
    log.warn(
        "{} records were not received and are read again in {} ms: {}",
        batch.count(),
        pause.toMillis(),
        trouble);
    sleep(container, pause);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
  }

  @Override
  public void handleOtherException(
      Exception failure,
      Consumer<?, ?> consumer,
      MessageListenerContainer container,
      boolean batchListener) {
    if (failure instanceof OffsetOutOfRangeException outOfRange) {
      outOfRangePartitions.halt(consumer, outOfRange.offsetOutOfRangePartitions());
    } else {
      failed(Trouble.of(failure));
      log.warn("The consumer failed and polls again in {} ms", PAUSE_MIN.toMillis(), failure);
      sleep(container, PAUSE_MIN);
    }
  }

  /** The container calls this after a batch that succeeded. */
  @Override
  public void clearThreadState() {
    pause = PAUSE_MIN;
    outage = null;
  }

  private static void sleep(MessageListenerContainer container, Duration pause) {
    try {
      ListenerUtils.stoppableSleep(container, pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
