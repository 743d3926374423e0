package io.paymentdone.notification.group;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
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

  private final OvertakenOffsets overtaken;

  /** Of the consumer's thread alone, as all of this class. */
  private Duration pause = PAUSE_MIN;

  RetryWithoutEnd(OvertakenOffsets overtaken) {
    this.overtaken = overtaken;
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
      log.warn("Consumer failed, polling again in {} ms", PAUSE_MIN.toMillis(), failure);
      sleep(container, PAUSE_MIN);
    }
  }

  /** The container calls this after a batch that succeeded. */
  @Override
  public void clearThreadState() {
    pause = PAUSE_MIN;
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
