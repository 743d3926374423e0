package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MuseumPaymentTests {

  private static final UUID ID = UUID.fromString("019aac5e-1b2c-7d3e-8f40-000000000001");

  @Test
  void isReadFromItsEvent() {
    assertThat(MuseumPayment.of(record(Topics.PAYMENT_DONE, 7, "ana", headers(ID.toString()))))
        .isEqualTo(new MuseumPayment(ID, "ana", 7));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isTheSameInACopyWithOrWithoutKey(boolean keyed) {
    MuseumPayment payment = new MuseumPayment(ID, "ana", 7);

    ProducerRecord<byte[], byte[]> copy = payment.copy("copies", new byte[] {1}, keyed);

    assertThat(copy.key()).isEqualTo(keyed ? "ana".getBytes(UTF_8) : null);
    assertThat(MuseumPayment.of(record("copies", 3, keyed ? "ana" : null, copy.headers())))
        .isEqualTo(payment);
  }

  /** Anybody may write to the topic of payments, and so claim any order. */
  @Test
  void isNotWhatAnEventSaysOfItself() {
    Headers claimed = new MuseumPayment(ID, "eve", 1_000).copy("copies", null, true).headers();

    assertThat(MuseumPayment.of(record(Topics.PAYMENT_DONE, 7, "ana", claimed)))
        .isEqualTo(new MuseumPayment(ID, "ana", 7));
  }

  @Test
  void isNotAnyRecord() {
    assertThat(MuseumPayment.of(record(Topics.PAYMENT_DONE, 7, "ana", new RecordHeaders())))
        .isNull();
    assertThat(MuseumPayment.of(record(Topics.PAYMENT_DONE, 7, "ana", headers("hi there"))))
        .isNull();
    assertThat(MuseumPayment.of(record(Topics.PAYMENT_DONE, 7, null, headers(ID.toString()))))
        .isNull();
    String endless = "a".repeat(10_000);
    assertThat(MuseumPayment.of(record(Topics.PAYMENT_DONE, 7, endless, headers(ID.toString()))))
        .isNull();
  }

  private static Headers headers(String id) {
    return new RecordHeaders().add(CloudEventHeaders.ID, id.getBytes(UTF_8));
  }

  static ConsumerRecord<byte[], byte[]> record(
      String topic, long offset, @Nullable String key, Headers headers) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        key == null ? null : key.getBytes(UTF_8),
        new byte[0],
        headers,
        Optional.empty());
  }
}
