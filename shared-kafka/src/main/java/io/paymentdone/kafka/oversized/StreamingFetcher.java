package io.paymentdone.kafka.oversized;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Fetches the next batches of a partition as they are on the topic, compressed. The consumer API
 * returns decompressed records only, and cannot skip a record that does not fit into memory.
 */
final class StreamingFetcher {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** The last version that identifies topics by name, supported by all brokers since 2.7. */
  private static final short VERSION = 12;

  private final AbstractConfig settings;
  private final RecordLimits limits;
  private final ZstdTurns turns = new ZstdTurns();
  private final Time time = Time.SYSTEM;

  /** Uses the settings of a consumer. */
  StreamingFetcher(Map<String, Object> settings, RecordLimits limits) {
    Map<String, Object> complete = new HashMap<>(settings);
    // Unused, but a consumer's settings are not valid without them.
    complete.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    complete.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    this.settings = new AbstractConfig(ConsumerConfig.configDef(), complete, false);
    this.limits = limits;
  }

  /**
   * Fetches from an offset.
   *
   * @throws KafkaException if the leader does not answer, or refuses the fetch
   */
  StreamedFetch fetch(Node leader, TopicPartition partition, long offset) {
    try (Metrics metrics = new Metrics(time);
        NetworkClient client = client(leader, metrics)) {
      if (!NetworkClientUtils.awaitReady(client, leader, time, TIMEOUT.toMillis())) {
        throw new TimeoutException("no connection to " + leader);
      }
      ClientRequest request =
          client.newClientRequest(
              leader.idString(), request(partition, offset), time.milliseconds(), true);
      var answer =
          (FetchResponse) NetworkClientUtils.sendAndReceive(client, request, time).responseBody();
      PartitionData data = answer.responseData(Map.of(), VERSION).get(partition);
      if (data == null) {
        throw new KafkaException(
            "the fetch of " + partition + " was not answered: " + answer.error());
      }
      return of(partition, offset, data);
    } catch (IOException e) {
      throw new KafkaException(partition + " could not be fetched from " + leader, e);
    }
  }

  /** How many records a poll of the consumer returns at most. */
  int recordsPerPoll() {
    return settings.getInt(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
  }

  private StreamedFetch of(TopicPartition partition, long offset, PartitionData data) {
    Errors error = Errors.forCode(data.errorCode());
    if (error == Errors.OFFSET_OUT_OF_RANGE) {
      // The consumer gets the same error, and its error handler deals with it.
      return new StreamedFetch(partition, offset, MemoryRecords.EMPTY, List.of(), limits, turns);
    }
    if (error != Errors.NONE) {
      throw error.exception(partition + " could not be fetched: " + error.message());
    }
    var aborted = data.abortedTransactions();
    return new StreamedFetch(
        partition,
        offset,
        FetchResponse.recordsOrFail(data),
        aborted == null ? List.of() : aborted,
        limits,
        turns);
  }

  private FetchRequest.Builder request(TopicPartition partition, long offset) {
    int bytesMax = settings.getInt(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG);
    var from =
        new FetchRequest.PartitionData(
            Uuid.ZERO_UUID,
            offset,
            FetchRequest.INVALID_LOG_START_OFFSET,
            bytesMax,
            Optional.empty());
    String isolation = settings.getString(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
    return FetchRequest.Builder.forConsumer(VERSION, 0, 0, Map.of(partition, from))
        .isolationLevel(IsolationLevel.valueOf(isolation.toUpperCase(Locale.ROOT)))
        .setMaxBytes(bytesMax);
  }

  private NetworkClient client(Node leader, Metrics metrics) {
    return ClientUtils.createNetworkClient(
        settings,
        settings.getString(ConsumerConfig.CLIENT_ID_CONFIG) + "-stream",
        metrics,
        "stream",
        new LogContext(),
        new ApiVersions(),
        time,
        1,
        (int) TIMEOUT.toMillis(),
        new ManualMetadataUpdater(List.of(leader)),
        new DefaultHostResolver());
  }
}
