package io.paymentdone.console.topics;

import io.paymentdone.console.workers.Workers;
import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.kafka.oversized.StreamingConsumer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Creates readers with Spring's connection settings and without a consumer group, and starts and
 * stops them with the application.
 */
@Component
public class TopicReaders implements SmartLifecycle {

  /** A fetch returns whole record batches, and a producer decides how large a batch is. */
  private static final int FETCH_BYTES_MAX = 8 << 20;

  /** A single record may be as large as a decompressed record batch. */
  private static final int RECORDS_PER_POLL = 50;

  /** For consumers of single records: of all partitions together, and of each. */
  private static final int SINGLE_FETCH_BYTES_MAX = 1 << 20;

  private static final int SINGLE_PARTITION_BYTES_MAX = 32 << 10;
  private static final RecordLimits NO_CONTENT = new RecordLimits(0, 0, 0);

  private final Map<String, Object> settings;
  private final Workers workers;
  private final List<TopicReader> readers = new ArrayList<>();
  private volatile boolean running;

  TopicReaders(ConsumerFactory<?, ?> springs, Workers workers) {
    this.workers = workers;
    settings = new HashMap<>(springs.getConfigurationProperties());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
    // A new record is returned at once; on an idle topic this makes ten times fewer requests.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5_000);
  }

  /**
   * Adds a reader of a topic; see {@link TopicReader}. To be called before the start.
   *
   * @param limits larger records are counted and skipped
   */
  public TopicReader follow(
      String topic,
      Duration lookBack,
      long recordsMax,
      RecordLimits limits,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    return follow(topic, lookBack, recordsMax, limits, handler, since -> {});
  }

  /** As above, for callers that must know since when the records are complete. */
  public TopicReader follow(
      String topic,
      Duration lookBack,
      long recordsMax,
      RecordLimits limits,
      Consumer<ConsumerRecord<byte[], byte[]>> handler,
      Consumer<Instant> knownSince) {
    Map<String, Object> own = new HashMap<>(settings);
    own.put(ConsumerConfig.CLIENT_ID_CONFIG, "console-" + topic);
    TopicReader reader =
        new TopicReader(
            topic, lookBack, recordsMax, limits, () -> consumer(own, limits), handler, knownSince);
    readers.add(reader);
    workers.watch(reader, reader::status);
    return reader;
  }

  /**
   * Creates a consumer for single records of any topic, without their content: it returns one
   * record at a time and fetches as little as brokers allow, which is one record batch. The caller
   * closes it.
   */
  public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> singleRecords(
      IsolationLevel isolation) {
    Map<String, Object> own = new HashMap<>(settings);
    String name = isolation == IsolationLevel.READ_COMMITTED ? "console-lag" : "console-lag-open";
    own.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, SINGLE_FETCH_BYTES_MAX);
    own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, SINGLE_PARTITION_BYTES_MAX);
    own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    return consumer(own, NO_CONTENT);
  }

  private static org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer(
      Map<String, Object> settings, RecordLimits limits) {
    return StreamingConsumer.of(
        new KafkaConsumer<byte[], byte[]>(
            settings, limits.keyDeserializer(), limits.valueDeserializer()),
        settings,
        limits);
  }

  @Override
  public void start() {
    running = true;
    readers.forEach(TopicReader::start);
  }

  @Override
  public void stop() {
    running = false;
    readers.forEach(TopicReader::close);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
