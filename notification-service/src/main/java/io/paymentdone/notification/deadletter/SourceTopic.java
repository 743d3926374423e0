package io.paymentdone.notification.deadletter;

import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** The topic that dead letters came from, and go back to. */
@Component
class SourceTopic {

  private static final Logger log = LoggerFactory.getLogger(SourceTopic.class);

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaTemplate<byte[], byte[]> kafka;

  SourceTopic(KafkaTemplate<byte[], byte[]> kafka) {
    this.kafka = kafka;
  }

  /**
   * Sends a record and waits for its acknowledgement.
   *
   * @throws ProblemException 422 {@code record-too-large} for one that the topic or the producer
   *     refuses for its size; 503 when there is no acknowledgement in time
   */
  void send(ProducerRecord<byte[], byte[]> record) {
    try {
      kafka.send(record).get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException
        | TimeoutException
        | KafkaException
        | org.apache.kafka.common.KafkaException e) {
      log.warn("Dead letter not put back", e);
      throw DeadLetterTopic.isTooLarge(e) ? tooLarge() : notAcknowledged();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("stopping", "This replica stops.", SEND_TIMEOUT);
    }
  }

  /** Compressed another way than by its first producer, one near the limit may be over it. */
  private static ProblemException tooLarge() {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "record-too-large",
        "The record is larger than "
            + Topics.PAYMENT_DONE
            + " takes. Nothing was put back, the dead letter is kept. Raise the topic's"
            + " max.message.bytes, and max.request.size of this service's producer where that is"
            + " lower; then repeat it.");
  }

  private static ProblemException notAcknowledged() {
    return ProblemException.unavailable(
        "kafka-unavailable",
        "Kafka did not acknowledge the record in time. Repeat it: a second copy does no harm.",
        SEND_TIMEOUT);
  }
}
