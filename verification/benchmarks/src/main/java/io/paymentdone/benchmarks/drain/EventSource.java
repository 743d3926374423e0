package io.paymentdone.benchmarks.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Events on the topic, as the relay sends them, without stored payments. */
public final class EventSource {

  private static final int USERS = 1000;

  private final String bootstrapServers;
  private int sequence;

  /** To this cluster. */
  public EventSource(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Sends so many and waits until Kafka has them. */
  public void send(int events) {
    AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5", "batch.size", "65536"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < events; i++) {
        var _ =
            producer.send(
                event(i),
                (sent, failure) -> {
                  if (failure != null) {
                    failed.set(failure);
                  }
                });
      }
    }
    Exception failure = failed.get();
    if (failure != null) {
      throw new IllegalStateException("Kafka did not take the events", failure);
    }
  }

  private ProducerRecord<byte[], byte[]> event(int number) {
    String user = "user-" + number * 37 % USERS;
    String id = timeOrderedId().toString();
    String time = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    String value =
        String.format(
            Locale.ROOT,
            """
            {"paymentId":"%s","userId":"%s","amount":1250,"currency":"EUR","description":"order 42","occurredAt":"%s"}\
            """,
            id,
            user,
            time);
    var event =
        new ProducerRecord<>(Topics.PAYMENT_DONE, user.getBytes(UTF_8), value.getBytes(UTF_8));
    Headers headers = event.headers();
    header(headers, CloudEventHeaders.SPEC_VERSION, CloudEventHeaders.SPEC_VERSION_1_0);
    header(headers, CloudEventHeaders.ID, id);
    header(headers, CloudEventHeaders.SOURCE, CloudEventHeaders.SOURCE_PAYMENTS);
    header(headers, CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1);
    header(headers, CloudEventHeaders.TIME, time);
    header(headers, CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.CONTENT_TYPE_JSON);
    header(
        headers,
        CloudEventHeaders.TRACEPARENT,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    header(headers, CloudEventHeaders.CALLER, "anonymous");
    return event;
  }

  private static void header(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  /** UUIDv7 (RFC 9562), rising. */
  private UUID timeOrderedId() {
    sequence++;
    long high = (System.currentTimeMillis() << 16) | 0x7000L | (sequence & 0xfffL);
    return new UUID(high, 0x8000_0000_0000_0000L | sequence);
  }
}
