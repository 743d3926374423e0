package io.paymentdone.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.faults.check.SystemState.TopicOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records that are small on the wire and large in memory, or very many. */
final class LargeRecords {

  private static final int TIMEOUT_SECONDS = 60;

  /** Compressed they are far below the broker's limit; the producer counts them before that. */
  private static final Map<String, Object> UNLIMITED =
      Map.of("max.request.size", Integer.MAX_VALUE, "buffer.memory", 2_000_000_000L, "acks", "all");

  private LargeRecords() {}

  /** Sends one record of blanks to a partition and registers it with the checker as poison. */
  static TopicOffset putBlanks(Injection fault, int partition, int megabytes, String codec)
      throws InterruptedException, ExecutionException, TimeoutException {
    byte[] value = blanks(megabytes << 20);
    return putBatch(fault, partition, codec, 1, n -> value).getFirst();
  }

  /** Sends records to a partition as one batch and registers them with the checker as poison. */
  static List<TopicOffset> putBatch(
      Injection fault, int partition, String codec, int count, IntFunction<byte[]> value)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<TopicOffset> positions = send(fault, Topics.PAYMENT_DONE, partition, codec, count, value);
    positions.forEach(fault.system().expectations()::poisoned);
    return positions;
  }

  /** Sends records to a topic as one batch, or as few as the producer makes. */
  static List<TopicOffset> send(
      Injection fault,
      String topic,
      int partition,
      String codec,
      int count,
      IntFunction<byte[]> value)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, Object> settings = new HashMap<>(UNLIMITED);
    settings.put("bootstrap.servers", fault.cluster().directBootstrapServers());
    settings.put("compression.type", codec);
    // Nothing is sent before the flush: however slow the machine is, it is one batch.
    settings.put("linger.ms", 60_000);
    long bytes = count * (value.apply(0).length + 100L);
    settings.put("batch.size", (int) Math.min(1_500_000_000L, 1000 + bytes));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        sent.add(
            producer.send(
                new ProducerRecord<>(topic, partition, "user1".getBytes(UTF_8), value.apply(n))));
      }
      producer.flush();
      List<TopicOffset> positions = new ArrayList<>();
      for (Future<RecordMetadata> record : sent) {
        RecordMetadata stored = record.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        positions.add(new TopicOffset(stored.partition(), stored.offset()));
      }
      return positions;
    }
  }

  /** So many bytes that compress to almost nothing. */
  static byte[] blanks(int bytes) {
    byte[] value = new byte[bytes];
    Arrays.fill(value, (byte) ' ');
    return value;
  }

  /** Random bytes, the same for the same number. */
  static byte[] garbage(int n) {
    byte[] value = new byte[200];
    new Random(n).nextBytes(value);
    return value;
  }
}
