package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.SendResult;
import org.springframework.stereotype.Component;

/**
 * Publishes rejected records to the dead-letter topic, with Spring Kafka's standard headers.
 *
 * <p>The reason is the exception's message; there is no stack trace, for a record of full size must
 * still fit.
 */
@Component
public class DeadLetterTopic {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterTopic.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final KafkaTemplate<byte[], byte[]> kafka;

  DeadLetterTopic(KafkaTemplate<byte[], byte[]> kafka) {
    this.kafka = kafka;
  }

  /**
   * Publishes all and waits for the broker's acknowledgement of each.
   *
   * @throws DeadLetterException when one is not acknowledged in time; some may have been published
   */
  public void publish(List<RejectedRecord> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (RejectedRecord record : rejected) {
      CompletableFuture<?> one =
          send(deadLetter(record))
              .exceptionallyCompose(failure ->
                  isTooLarge(failure)
                      ? send(withoutContent(record))
                      : CompletableFuture.failedFuture(failure));
      sent.add(one);
      if (one.isCompletedExceptionally()) {
        // Each further one would wait as long for a topic that is not there.
        break;
      }
    }
    await(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
  }

  /** A send that fails at once fails as one that fails later. */
  private CompletableFuture<SendResult<byte[], byte[]>> send(
      ProducerRecord<byte[], byte[]> record) {
    try {
      return kafka.send(record);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void await(CompletableFuture<?> sent) {
    try {
      sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw notAcknowledged(e);
    } catch (TimeoutException e) {
      // Longer than delivery.timeout.ms: the producer's thread is dead, and only another producer
      // helps.
      kafka.getProducerFactory().reset();
      throw notAcknowledged(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeadLetterException("interrupted", e);
    }
  }

  private static DeadLetterException notAcknowledged(Exception cause) {
    return new DeadLetterException(
        Topics.PAYMENT_DONE_DLT + " did not acknowledge; nothing is committed", cause);
  }

  /** Whether the producer or the broker refused a record for its size. */
  static boolean isTooLarge(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLargeException) {
        return true;
      }
    }
    return false;
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(RejectedRecord rejected) {
    ConsumerRecord<byte[], byte[]> source = rejected.source();
    Headers headers = new RecordHeaders(source.headers().toArray());
    return record(source.key(), source.value(), headers, rejected, rejected.detail());
  }

  /** For one that even the dead-letter topic refuses: what it held is in the table. */
  private static ProducerRecord<byte[], byte[]> withoutContent(RejectedRecord rejected) {
    log.debug("{} takes only the place of {}", Topics.PAYMENT_DONE_DLT, rejected.source());
    String detail = rejected.detail() + " Too large for this topic: see GET /dead-letters.";
    return record(null, null, new RecordHeaders(), rejected, detail);
  }

  private static ProducerRecord<byte[], byte[]> record(
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      RejectedRecord rejected,
      String detail) {
    ConsumerRecord<byte[], byte[]> source = rejected.source();
    headers.add(KafkaHeaders.DLT_ORIGINAL_TOPIC, source.topic().getBytes(UTF_8));
    headers.add(KafkaHeaders.DLT_ORIGINAL_PARTITION, bytes(source.partition()));
    headers.add(KafkaHeaders.DLT_ORIGINAL_OFFSET, bytes(source.offset()));
    headers.add(KafkaHeaders.DLT_ORIGINAL_TIMESTAMP, bytes(source.timestamp()));
    headers.add(
        KafkaHeaders.DLT_ORIGINAL_TIMESTAMP_TYPE, source.timestampType().name.getBytes(UTF_8));
    headers.add(
        KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP, Topics.NOTIFICATION_GROUP.getBytes(UTF_8));
    headers.add(KafkaHeaders.DLT_EXCEPTION_FQCN, rejected.reason().code().getBytes(UTF_8));
    headers.add(KafkaHeaders.DLT_EXCEPTION_MESSAGE, detail.getBytes(UTF_8));
    // No partition: that of the key, whatever the number of partitions on either topic.
    return new ProducerRecord<>(Topics.PAYMENT_DONE_DLT, null, key, value, headers);
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
