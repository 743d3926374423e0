package io.paymentdone.payment.relay.publishing;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;

/**
 * A Kafka producer for one stream: what must hold for order and against loss is set here, the rest
 * is {@code spring.kafka.*}.
 */
public final class EventProducer implements AutoCloseable {

  /**
   * How long the first contact may take over a slow link: name, TCP, TLS, SASL and metadata. After
   * that a new producer is tried.
   */
  static final Duration CONTACT_MAX = Duration.ofSeconds(60);

  /** A broker that answers within this time is not reported as away. */
  private static final Duration CONTACT_TOLD = Duration.ofSeconds(3);

  /** A producer without a broker would wait 60 s in {@code send}. */
  private static final Duration BLOCK_MAX = Duration.ofSeconds(1);

  private static final Map<String, Object> GUARANTEES =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          // Giving up one record would leave a gap: the relay itself decides when to stop.
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          Integer.MAX_VALUE,
          ProducerConfig.RETRIES_CONFIG,
          Integer.MAX_VALUE,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          BLOCK_MAX.toMillis(),
          ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
          false,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ByteArraySerializer.class,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ByteArraySerializer.class);

  private final DefaultKafkaProducerFactory<byte[], byte[]> factory;
  private final Producer<byte[], byte[]> producer;

  private EventProducer(DefaultKafkaProducerFactory<byte[], byte[]> factory) {
    this.factory = factory;
    this.producer = factory.createProducer();
  }

  /**
   * Opens a producer once Kafka has answered.
   *
   * @param configured the application's factory: its settings and listeners apply
   * @param stopping whether to wait no longer
   * @param waiting called each second with what is waited for, once that takes longer than usual
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer within {@link
   *     #CONTACT_MAX}, or a partition has no leader
   */
  public static EventProducer open(
      ProducerFactory<?, ?> configured, BooleanSupplier stopping, Consumer<String> waiting) {
    @SuppressWarnings("unchecked") // the serializers are overridden with it
    var factory =
        (DefaultKafkaProducerFactory<byte[], byte[]>)
            configured.copyWithConfigurationOverride(GUARANTEES);
    factory.removeConfig(ProducerConfig.PARTITIONER_CLASS_CONFIG);
    factory.setPhysicalCloseTimeout(0);
    EventProducer opened = new EventProducer(factory);
    try {
      opened.awaitContact(stopping, waiting);
      return opened;
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** Retries with the same producer, whose connection may be half established. */
  private void awaitContact(BooleanSupplier stopping, Consumer<String> waiting) {
    long startNanos = System.nanoTime();
    while (true) {
      try {
        probe();
        return;
      } catch (TimeoutException e) {
        Duration waited = Duration.ofNanos(System.nanoTime() - startNanos);
        if (stopping.getAsBoolean() || waited.compareTo(CONTACT_MAX) >= 0) {
          throw e;
        }
        if (waited.compareTo(CONTACT_TOLD) < 0) {
          continue;
        }
        waiting.accept("no answer for " + waited.toSeconds() + " s: " + e.getMessage());
      }
    }
  }

  /** A new producer has no metadata yet, so this asks a broker. */
  private void probe() {
    List<PartitionInfo> partitions = producer.partitionsFor(Topics.PAYMENT_DONE);
    for (PartitionInfo partition : partitions) {
      if (partition.leader() == null || partition.leader().isEmpty()) {
        throw new LeaderNotAvailableException("no leader for " + partition);
      }
    }
  }

  /** Sends asynchronously; throws what {@link Producer#send} throws. */
  void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    Future<RecordMetadata> _ = producer.send(record, callback);
  }

  /** Drops unacknowledged events, which the slot will send again. Does not wait. */
  @Override
  public void close() {
    // The factory's producers ignore close(timeout); this closes the producer that they wrap.
    factory.reset();
  }
}
