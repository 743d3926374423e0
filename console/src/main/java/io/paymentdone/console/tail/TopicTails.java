package io.paymentdone.console.tail;

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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes tails with Spring's connection settings, and in no group; starts them when the application
 * is ready for what they bring, and stops them with it.
 */
@Component
public class TopicTails implements SmartLifecycle {

  private final Map<String, Object> settings;
  private final List<TopicTail> tails = new ArrayList<>();
  private volatile boolean running;

  TopicTails(ConsumerFactory<?, ?> springs) {
    settings = new HashMap<>(springs.getConfigurationProperties());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    // Records are answered at once; without any the broker is asked ten times less often.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5_000);
  }

  /** Has a topic read from the start on; see {@link TopicTail}. Before the start only. */
  public TopicTail follow(
      String topic,
      Duration lookBack,
      long recordsMax,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    return follow(topic, lookBack, recordsMax, handler, since -> {});
  }

  /** The same for who must know from when on no record is left out. */
  public TopicTail follow(
      String topic,
      Duration lookBack,
      long recordsMax,
      Consumer<ConsumerRecord<byte[], byte[]>> handler,
      Consumer<Instant> knownSince) {
    Map<String, Object> own = new HashMap<>(settings);
    own.put(ConsumerConfig.CLIENT_ID_CONFIG, "console-" + topic);
    TopicTail tail =
        new TopicTail(
            topic,
            lookBack,
            recordsMax,
            () ->
                new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            handler,
            knownSince);
    tails.add(tail);
    return tail;
  }

  @Override
  public void start() {
    running = true;
    tails.forEach(TopicTail::start);
  }

  @Override
  public void stop() {
    running = false;
    tails.forEach(TopicTail::close);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
