package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabSettings.Assignor;
import io.paymentdone.console.lab.LabSettings.Commit;
import io.paymentdone.console.lab.LabSettings.Protocol;
import io.paymentdone.console.lab.LabSettings.Start;
import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.kafka.oversized.StreamingConsumer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/** Creates the Kafka clients of a lab, with Spring's connection settings and little memory. */
@Component
final class LabClients {

  /** Larger records are handled by their key alone. */
  private static final RecordLimits LIMITS = new RecordLimits(1024, 16 * 1024, 16 * 1024);

  private static final int FETCH_BYTES_MAX = 1 << 20;
  private static final int PARTITION_FETCH_BYTES_MAX = 256 << 10;
  private static final int PRODUCER_BUFFER_BYTES = 1 << 20;
  private static final int RECORDS_PER_POLL = 50;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int AUTO_COMMIT_MILLIS = 5_000;
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;
  private static final int HEARTBEAT_MILLIS = SESSION_TIMEOUT_MILLIS / 3;

  private final Map<String, Object> adminSettings;
  private final Map<String, Object> consumerSettings;
  private final Map<String, Object> producerSettings;

  LabClients(KafkaAdmin admins, ConsumerFactory<?, ?> consumers, ProducerFactory<?, ?> producers) {
    adminSettings = admins.getConfigurationProperties();
    consumerSettings = consumers.getConfigurationProperties();
    producerSettings = producers.getConfigurationProperties();
  }

  /** A client for topics, groups and offsets. */
  Admin admin(String clientId) {
    Map<String, Object> settings = new HashMap<>(adminSettings);
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return Admin.create(settings);
  }

  /**
   * A consumer that is not a member yet.
   *
   * @param clientId also the {@code group.instance.id} of a static member
   */
  LabConsumer consumer(
      LabSettings plan, String group, String clientId, CommitInterceptor.Listener commits) {
    return consumer(plan, group, clientId, Map.of(), commits);
  }

  /**
   * As the other one, with some settings of its own.
   *
   * @param more replaces settings of the same name
   */
  LabConsumer consumer(
      LabSettings plan,
      String group,
      String clientId,
      Map<String, Object> more,
      CommitInterceptor.Listener commits) {
    Map<String, Object> settings = new HashMap<>(consumerSettings);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    if (plan.fixed()) {
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, clientId);
    }
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, plan.commit() == Commit.AUTOMATIC);
    settings.put(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, AUTO_COMMIT_MILLIS);
    settings.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, plan.start() == Start.END ? "latest" : "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, plan.maxPollIntervalMs());
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES_MAX);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(
        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, List.of(CommitInterceptor.class.getName()));
    settings.put(CommitInterceptor.LISTENER, commits);
    settings.putAll(protocol(plan));
    settings.putAll(more);
    var client =
        new KafkaConsumer<byte[], byte[]>(
            settings, LIMITS.keyDeserializer(), LIMITS.valueDeserializer());
    boolean leavesAnyway = plan.protocol() == Protocol.CONSUMER;
    return new LabConsumer(
        StreamingConsumer.of(client, settings, LIMITS),
        leavesAnyway ? () -> Silence.fall(client) : () -> {});
  }

  /** A consumer of a share group that is not a member yet; it acknowledges each record. */
  KafkaShareConsumer<byte[], byte[]> shareConsumer(String group, String clientId) {
    // Not those of other consumers: a share group refuses what its consumers do not decide.
    Map<String, Object> settings = new HashMap<>(adminSettings);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return new KafkaShareConsumer<>(
        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** With the new protocol, session and heartbeats are settings of the broker. */
  private static Map<String, Object> protocol(LabSettings plan) {
    Map<String, Object> settings = new HashMap<>();
    if (plan.protocol() == Protocol.CONSUMER) {
      Assignor assignor = plan.assignor() == null ? Assignor.UNIFORM : plan.assignor();
      settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
      settings.put(
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, assignor.name().toLowerCase(Locale.ROOT));
      return settings;
    }
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        plan.protocol() == Protocol.CLASSIC_EAGER
            ? RangeAssignor.class.getName()
            : CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
    return settings;
  }

  /** A producer with Kafka's default partitioner and batch size. */
  Producer<byte[], byte[]> producer(String clientId) {
    Map<String, Object> settings = new HashMap<>(producerSettings);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, PRODUCER_BUFFER_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000L);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
