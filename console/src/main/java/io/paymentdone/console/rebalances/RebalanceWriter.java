package io.paymentdone.console.rebalances;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/** Writes rebalances to {@link Topics#NOTIFICATION_REBALANCES} on a thread of its own. */
@Component
class RebalanceWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RebalanceWriter.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Map<String, Object> settings;

  /** The queue fills only while Kafka is unavailable. */
  private static final int WAITING_MAX = 200;

  private final ExecutorService executor =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_MAX),
          Thread.ofPlatform().name("rebalances-", 0).daemon().factory(),
          (task, full) ->
              log.warn(
                  "A rebalance is missing from the history: {} others wait for Kafka already",
                  WAITING_MAX));
  private @Nullable Producer<byte[], byte[]> producer;

  RebalanceWriter(ProducerFactory<?, ?> springs) {
    settings = new HashMap<>(springs.getConfigurationProperties());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L);
    settings.merge(ProducerConfig.CLIENT_ID_CONFIG, "", (id, none) -> id + "-rebalances");
  }

  void write(byte[] key, byte[] value) {
    executor.execute(() -> send(key, value));
  }

  private void send(byte[] key, byte[] value) {
    try {
      if (producer == null) {
        producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      }
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.NOTIFICATION_REBALANCES, key, value),
              (metadata, failure) -> {
                if (failure != null) {
                  log.warn("A rebalance is missing from the history: {}", failure.toString());
                }
              });
    } catch (RuntimeException | OutOfMemoryError e) {
      log.warn("A rebalance is missing from the history: {}", e.toString());
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn(
            "{} rebalances are missing from the history: the console stopped before Kafka took"
                + " them",
            executor.shutdownNow().size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
