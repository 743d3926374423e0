package io.paymentdone.console.poison;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.poison.PoisonController.PoisonLocation;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/** Writes records that are no events to {@link Topics#PAYMENT_DONE}. */
@Component
class PoisonSender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PoisonSender.class);
  private static final byte[] HI_THERE = "hi there".getBytes(UTF_8);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Until Kafka has named the partitions, and until it has acknowledged the record. */
  private static final int BLOCK_MILLIS_MAX = 1_000;

  private static final int DELIVERY_MILLIS_MAX = 2_000;

  /** Room for a few records of this length. */
  private static final int BUFFER_BYTES = 65_536;

  private final Map<String, Object> settings;
  private @Nullable Producer<byte[], byte[]> producer;
  private boolean closed;

  PoisonSender(ProducerFactory<?, ?> springs) {
    settings = new HashMap<>(springs.getConfigurationProperties());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BUFFER_BYTES / 4);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) BLOCK_MILLIS_MAX);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS_MAX / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS_MAX);
    settings.merge(ProducerConfig.CLIENT_ID_CONFIG, "", (id, none) -> id + "-poison");
  }

  /**
   * Writes one record with this key, and waits until Kafka has it.
   *
   * @throws ProblemException with 503 {@code kafka-unavailable} if Kafka does not acknowledge it in
   *     time; the record may be on the topic all the same
   */
  PoisonLocation send(String key) {
    try {
      RecordMetadata written =
          producer()
              .send(new ProducerRecord<>(Topics.PAYMENT_DONE, key.getBytes(UTF_8), HI_THERE))
              .get(BLOCK_MILLIS_MAX + DELIVERY_MILLIS_MAX, TimeUnit.MILLISECONDS);
      return new PoisonLocation(written.partition(), written.offset());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  /** The first record creates it: it fails while Kafka's host name does not resolve. */
  private synchronized Producer<byte[], byte[]> producer() {
    if (closed) {
      throw new KafkaException("the console is stopping");
    }
    Producer<byte[], byte[]> made = producer;
    if (made == null) {
      made = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      producer = made;
    }
    return made;
  }

  private static ProblemException unavailable(Exception cause) {
    log.warn("A record that is no event was not written: {}", cause.toString());
    return ProblemException.of(
        ProblemCode.KAFKA_UNAVAILABLE,
        "Kafka does not answer, so it is unknown whether the record is on the topic.",
        RETRY_AFTER);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
