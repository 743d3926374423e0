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
 * Gives a failed batch back to the topic and reads it again, without end and without skipping.
 *
 * <p>What could be the batch's own fault, the inbox has dead-lettered: what arrives here is an
 * outage. Seeking back and polling again, instead of holding the batch in memory, keeps the member
 * in its group however long the outage lasts, and lets go of a partition that moves away.
 */
@Component
final class RetryWithoutEnd implements CommonErrorHandler {

  private static final Logger log = LoggerFactory.getLogger(RetryWithoutEnd.class);

  private static final Duration PAUSE_MIN = Duration.ofMillis(200);

  /** With the database's time-outs far below max.poll.interval.ms. */
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  /** Pause, connection and statement: tries of an outage follow each other more closely. */
  private static final Duration TRY_MAX = Duration.ofSeconds(25);

  /** An outage that a member may sit out before it says that it cannot receive anything. */
  private static final Duration OUTAGE_MAX = Duration.ofSeconds(30);

  private final OvertakenOffsets overtaken;
  private final Clock clock;

  /** Of the consumer's thread alone. */
  private Duration pause = PAUSE_MIN;

  private volatile @Nullable Failing failing;

  /**
   * Since when tries have failed.
   *
   * @param last when the last one did
   */
  private record Failing(Instant since, Instant last, String cause) {}

  RetryWithoutEnd(OvertakenOffsets overtaken, Clock clock) {
    this.overtaken = overtaken;
    this.clock = clock;
  }

  /** Why nothing has been received for longer than an outage may take; empty when it has. */
  Optional<String> problem() {
    Failing outage = failing;
    Instant now = clock.instant();
    if (outage == null || isOver(outage, now)) {
      return Optional.empty();
    }
    Duration length = Duration.between(outage.since(), now);
    return length.compareTo(OUTAGE_MAX) < 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "no records were received for %d s: %s",
                length.toSeconds(),
                outage.cause()));
  }

  private void failed(Throwable cause) {
    Failing before = failing;
    Instant now = clock.instant();
    Instant since = before == null || isOver(before, now) ? now : before.since();
    failing = new Failing(since, now, cause.toString());
  }

  /** A poll that fails and then finds nothing is no outage, though no batch ends it. */
  private static boolean isOver(Failing outage, Instant now) {
    return Duration.between(outage.last(), now).compareTo(TRY_MAX) > 0;
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
    failed(rootCause(failure));
    log.warn(
        "{} records not received, reading them again in {} ms: {}",
        batch.count(),
        pause.toMillis(),
        rootCause(failure).toString());
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
      overtaken.halt(consumer, outOfRange.offsetOutOfRangePartitions());
    } else {
      failed(rootCause(failure));
      log.warn("Consumer failed, polling again in {} ms", PAUSE_MIN.toMillis(), failure);
      sleep(container, PAUSE_MIN);
    }
  }

  /** The container calls this after a batch that succeeded. */
  @Override
  public void clearThreadState() {
    pause = PAUSE_MIN;
    failing = null;
  }

  private static void sleep(MessageListenerContainer container, Duration pause) {
    try {
      ListenerUtils.stoppableSleep(container, pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
