package io.paymentdone.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Makes payment-done events and their records, as the relay would. */
public final class Events {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .withConfigOverride(
              SortedMap.class,
              metadata ->
                  metadata.setIncludeAsProperty(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
          .build();

  private Events() {}

  /** An event of a payment just made. */
  public static PaymentDone event(String userId, long amount) {
    return new PaymentDone(
        newId(),
        userId,
        amount,
        "EUR",
        "order " + amount,
        Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  /** The same with metadata. */
  public static PaymentDone event(String userId, long amount, Map<String, String> metadata) {
    PaymentDone event = event(userId, amount);
    return new PaymentDone(
        event.paymentId(),
        userId,
        amount,
        event.currency(),
        event.description(),
        event.occurredAt(),
        new TreeMap<>(metadata));
  }

  /** A UUID of version 7. */
  public static UUID newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long millis = System.currentTimeMillis();
    return new UUID(
        (millis << 16) | 0x7000L | random.nextLong(0x1000),
        0x8000000000000000L | random.nextLong(1L << 62));
  }

  /** The record of an event. */
  public static ProducerRecord<byte[], byte[]> record(PaymentDone event) {
    return record(event.userId(), value(event), event.paymentId().toString());
  }

  /** A record with the headers of an event. */
  public static ProducerRecord<byte[], byte[]> record(
      @Nullable String key, byte @Nullable [] value, String id) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.PAYMENT_DONE, key == null ? null : key.getBytes(UTF_8), value);
    header(record, CloudEventHeaders.SPEC_VERSION, CloudEventHeaders.SPEC_VERSION_1_0);
    header(record, CloudEventHeaders.ID, id);
    header(record, CloudEventHeaders.SOURCE, CloudEventHeaders.SOURCE_PAYMENTS);
    header(record, CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1);
    header(record, CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.CONTENT_TYPE_JSON);
    return record;
  }

  /** Adds a header. */
  public static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }

  /** The value of an event's record. */
  public static byte[] value(PaymentDone event) {
    return JSON.writeValueAsBytes(event);
  }

  /** Sends records in this order and waits for their acknowledgements. */
  public static void send(
      KafkaTemplate<byte[], byte[]> kafka, List<ProducerRecord<byte[], byte[]>> records) {
    CompletableFuture.allOf(records.stream().map(kafka::send).toArray(CompletableFuture[]::new))
        .join();
  }

  /** Sends the events of a user with these amounts. */
  public static void send(KafkaTemplate<byte[], byte[]> kafka, String userId, LongStream amounts) {
    send(kafka, amounts.mapToObj(amount -> record(event(userId, amount))).toList());
  }
}
