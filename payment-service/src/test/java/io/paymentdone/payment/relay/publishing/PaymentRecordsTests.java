package io.paymentdone.payment.relay.publishing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.events.Topics;
import io.paymentdone.payment.event.PaymentEvents;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.testsupport.TopicContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The headers as consumers outside this repository read them: they change by addition only. */
class PaymentRecordsTests {

  private static final TopicContract CONTRACT = TopicContract.of(Topics.PAYMENT_DONE);

  private static final List<String> WITHOUT_CALLER =
      List.of(
          "ce_specversion: 1.0",
          "ce_id: 019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f",
          "ce_source: /payments",
          "ce_type: io.paymentdone.payment-done.v1",
          "ce_time: 2026-11-22T18:30:00.123456Z",
          "content-type: application/json",
          "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

  @Test
  void hasTheHeadersOfTheContract() {
    List<String> expected = new ArrayList<>(WITHOUT_CALLER);
    expected.add("ce_caller: käufer");

    assertThat(headers("käufer")).isEqualTo(expected);
  }

  @Test
  void leavesOutACallerThatTheMessageDoesNotName() {
    assertThat(headers("")).isEqualTo(WITHOUT_CALLER);
  }

  @Test
  void isTheExampleOfTheTopicsDocument() {
    ProducerRecord<byte[], byte[]> record = record(null, "shop");

    assertThat(CONTRACT.flaws(record)).isEmpty();
    assertThat(CONTRACT.asExample(record)).isEqualTo(CONTRACT.example("payment"));
    assertThat(record.topic()).isEqualTo(Topics.PAYMENT_DONE);
  }

  @Test
  void isTheExampleWithMetadata() {
    ProducerRecord<byte[], byte[]> record =
        record(new TreeMap<>(Map.of("order", "42", "channel", "web")), "shop");

    assertThat(CONTRACT.flaws(record)).isEmpty();
    assertThat(CONTRACT.asExample(record)).isEqualTo(CONTRACT.example("metadata"));
  }

  @Test
  void fitsTheTopicsDocumentWithoutACaller() {
    assertThat(CONTRACT.flaws(record(null, ""))).isEmpty();
  }

  private static ProducerRecord<byte[], byte[]> record(
      @Nullable SortedMap<String, String> metadata, String caller) {
    PaymentDone payment =
        new PaymentDone(
            UUID.fromString("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f"),
            "user1",
            1250,
            "EUR",
            "order 42",
            Instant.parse("2026-11-22T18:30:00.123456Z"),
            metadata);
    return PaymentRecords.record(
        PaymentEvents.message(
            42, payment, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", caller));
  }

  private static List<String> headers(String caller) {
    PaymentMessage message =
        new PaymentMessage(
            42,
            UUID.fromString("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f"),
            "user1",
            "2026-11-22T18:30:00.123456Z",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            caller,
            "{}".getBytes(UTF_8));
    List<String> headers = new ArrayList<>();
    for (Header header : PaymentRecords.record(message).headers()) {
      headers.add(header.key() + ": " + new String(header.value(), UTF_8));
    }
    return headers;
  }
}
