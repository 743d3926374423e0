package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.stereotype.Component;

/**
 * Publishes rejected records to the dead-letter topic with Spring Kafka's standard headers.
 *
 * <p>The exception message is the reason. There is no stack trace, because a record of the maximum
 * size must still fit.
 */
@Component
class DeadLetterPublisher {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final KafkaTemplate<byte[], byte[]> kafka;

  DeadLetterPublisher(KafkaTemplate<byte[], byte[]> kafka) {
    this.kafka = kafka;
  }

  /**
   * Publishes the records and waits for the acknowledgement of each.
   *
   * <p>By the producer itself, without the template's futures: a batch of a few bytes can be 200
   * 000 dead letters.
   *
   * @throws DeadLetterException if a record is not acknowledged in time; others may have been
   *     published
   */
  void publish(List<RejectedRecord> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    try {
      kafka.execute(producer -> {
        List<RejectedRecord> tooLarge =
            publish(producer, rejected, DeadLetterPublisher::deadLetter);
        if (!publish(producer, tooLarge, DeadLetterPublisher::withoutContent).isEmpty()) {
          throw new RecordTooLargeException("a dead letter without content");
        }
        return rejected.size();
      });
    } catch (KafkaException e) {
      throw notAcknowledged(e);
    }
  }

  /** Sends all before it waits for any; returns those that are too large for the topic. */
  private List<RejectedRecord> publish(
      Producer<byte[], byte[]> producer,
      List<RejectedRecord> rejected,
      Function<RejectedRecord, ProducerRecord<byte[], byte[]>> toRecord) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(rejected.size());
    for (RejectedRecord record : rejected) {
      Future<RecordMetadata> one = producer.send(toRecord.apply(record));
      sent.add(one);
      if (one.state() == Future.State.FAILED && !isTooLarge(one.exceptionNow())) {
        // If the topic is missing, each further send would block for max.block.ms too.
        break;
      }
    }
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    List<RejectedRecord> tooLarge = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      if (!isPublished(sent.get(i), deadline)) {
        tooLarge.add(rejected.get(i));
      }
    }
    return tooLarge;
  }

  /** Waits; false if the record is too large for the topic. */
  private boolean isPublished(Future<RecordMetadata> sent, long deadline) {
    try {
      sent.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      if (isTooLarge(e)) {
        return false;
      }
      throw notAcknowledged(e);
    } catch (TimeoutException e) {
      // The timeout exceeds delivery.timeout.ms, so the sender thread of the producer has died, and
      // only a new producer helps.
      kafka.getProducerFactory().reset();
      throw notAcknowledged(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeadLetterException("interrupted while dead letters were published", e);
    }
  }

  private static DeadLetterException notAcknowledged(Exception cause) {
    return new DeadLetterException(
        Topics.PAYMENT_DONE_DLT
            + " did not acknowledge the dead letters; no offset is committed, and the batch is"
            + " read again",
        cause);
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

  /** For a record that is too large even for the dead-letter topic; the table has its content. */
  private static ProducerRecord<byte[], byte[]> withoutContent(RejectedRecord rejected) {
    log.debug(
        "{} is too large for {}: its dead letter has no content",
        rejected.source(),
        Topics.PAYMENT_DONE_DLT);
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
    // Without a partition: the key decides, because the two topics may differ in their partitions.
    return new ProducerRecord<>(Topics.PAYMENT_DONE_DLT, null, key, value, headers);
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
