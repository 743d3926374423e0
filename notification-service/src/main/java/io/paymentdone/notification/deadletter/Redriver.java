package io.paymentdone.notification.deadletter;

import io.paymentdone.events.Topics;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Publishes redriven records to their original topic. */
@Component
class Redriver {

  private static final Logger log = LoggerFactory.getLogger(Redriver.class);

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaTemplate<byte[], byte[]> kafka;
  private final RepeatedFailure refusals = new RepeatedFailure(Clock.systemUTC());

  Redriver(KafkaTemplate<byte[], byte[]> kafka) {
    this.kafka = kafka;
  }

  /**
   * Sends a record and waits for its acknowledgement.
   *
   * @throws ProblemException 422 {@code record-too-large} if the topic or the producer refuses the
   *     record for its size; 503 if there is no acknowledgement in time
   */
  void send(ProducerRecord<byte[], byte[]> record) {
    try {
      kafka.send(record).get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException
        | TimeoutException
        | KafkaException
        | org.apache.kafka.common.KafkaException e) {
      String causes = RepeatedFailure.causes(e);
      if (refusals.isNews(causes)) {
        log.warn("A dead letter was not redriven: {}", causes);
      }
      throw DeadLetterPublisher.isTooLarge(e) ? tooLarge() : notAcknowledged();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.of(
          ProblemCode.STOPPING,
          "This replica is shutting down, so it is unknown whether the record was put back."
              + " Repeat the request: a second copy does no harm.",
          SEND_TIMEOUT);
    }
  }

  /** A record near the limit may exceed it, because this producer compresses differently. */
  private static ProblemException tooLarge() {
    return ProblemException.of(
        ProblemCode.RECORD_TOO_LARGE,
        "The record is larger than "
            + Topics.PAYMENT_DONE
            + " accepts. Nothing was published, and the dead letter is kept. Raise"
            + " max.message.bytes of the topic, and max.request.size of this service's producer"
            + " if that is lower; then"
            + " repeat the request.");
  }

  private static ProblemException notAcknowledged() {
    return ProblemException.of(
        ProblemCode.KAFKA_UNAVAILABLE,
        "Kafka did not acknowledge the record in time. Repeat the request: a second copy does no"
            + " harm.",
        SEND_TIMEOUT);
  }
}
