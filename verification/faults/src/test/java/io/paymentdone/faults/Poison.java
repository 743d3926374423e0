package io.paymentdone.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import io.paymentdone.faults.check.SystemState.TopicOffset;
import io.paymentdone.servers.Waiting;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Records that are not valid payment-done events, sent among valid ones. */
final class Poison {

  private static final int TIMEOUT_SECONDS = 10;

  private Poison() {}

  /**
   * Puts so many on the topic, of every kind in turn and all over the partitions, and tells the
   * checker where.
   *
   * @param pause between two
   */
  static void put(Injection fault, long count, Duration pause)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaProducer<byte[], byte[]> producer = producer(fault)) {
      for (long n = 0; n < count; n++) {
        RecordMetadata sent = producer.send(record(n)).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        fault.system().expectations().poisoned(new TopicOffset(sent.partition(), sent.offset()));
        Waiting.during(pause);
      }
    }
    fault.note("put " + count + " poison records on the topic");
  }

  static KafkaProducer<byte[], byte[]> producer(Injection fault) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", fault.cluster().directBootstrapServers(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static ProducerRecord<byte[], byte[]> record(long n) {
    String user = "user-" + n % 7;
    UUID id = UUID.randomUUID();
    return switch ((int) (n % 6)) {
      case 0 -> new ProducerRecord<>(Topics.PAYMENT_DONE, user.getBytes(UTF_8), bytes("hi there"));
      case 1 -> new ProducerRecord<>(Topics.PAYMENT_DONE, user.getBytes(UTF_8), null);
      case 2 -> event(null, id, value(id, user, 100));
      case 3 -> event(user, id, value(id, user, 100).substring(0, 40));
      case 4 -> event(user, id, value(id, user, -1));
      default -> event("somebody-else", id, value(id, user, 100));
    };
  }

  private static ProducerRecord<byte[], byte[]> event(@Nullable String key, UUID id, String value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.PAYMENT_DONE, key == null ? null : key.getBytes(UTF_8), bytes(value));
    Map.of(
            CloudEventHeaders.SPEC_VERSION, CloudEventHeaders.SPEC_VERSION_1_0,
            CloudEventHeaders.ID, id.toString(),
            CloudEventHeaders.SOURCE, CloudEventHeaders.SOURCE_PAYMENTS,
            CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1,
            CloudEventHeaders.TIME, "2026-01-01T00:00:00Z",
            CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.CONTENT_TYPE_JSON)
        .forEach((name, text) -> record.headers().add(name, bytes(text)));
    return record;
  }

  private static String value(UUID id, String user, long amount) {
    return String.format(
        Locale.ROOT,
        """
        {"paymentId":"%s","userId":"%s","amount":%d,"currency":"EUR","description":null,"occurredAt":"2026-01-01T00:00:00Z"}\
        """,
        id,
        user,
        amount);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
