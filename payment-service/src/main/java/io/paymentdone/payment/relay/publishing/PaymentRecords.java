package io.paymentdone.payment.relay.publishing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import io.paymentdone.payment.event.PaymentMessage;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The Kafka record of an event, as the contract has it. */
final class PaymentRecords {

  // The same for every record: encoded once.
  private static final Header SPEC_VERSION =
      header(CloudEventHeaders.SPEC_VERSION, CloudEventHeaders.SPEC_VERSION_1_0);
  private static final Header SOURCE =
      header(CloudEventHeaders.SOURCE, CloudEventHeaders.SOURCE_PAYMENTS);
  private static final Header TYPE =
      header(CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1);
  private static final Header CONTENT_TYPE =
      header(CloudEventHeaders.CONTENT_TYPE, CloudEventHeaders.CONTENT_TYPE_JSON);

  private PaymentRecords() {}

  /** Builds it; the partition is left to the producer, which hashes the key. */
  static ProducerRecord<byte[], byte[]> record(PaymentMessage message) {
    return new ProducerRecord<>(
        Topics.PAYMENT_DONE,
        null,
        null,
        message.userId().getBytes(UTF_8),
        message.value(),
        headers(message));
  }

  private static List<Header> headers(PaymentMessage message) {
    Header id = header(CloudEventHeaders.ID, message.paymentId().toString());
    Header time = header(CloudEventHeaders.TIME, message.time());
    Header traceparent = header(CloudEventHeaders.TRACEPARENT, message.traceparent());
    if (message.caller().isEmpty()) {
      return List.of(SPEC_VERSION, id, SOURCE, TYPE, time, CONTENT_TYPE, traceparent);
    }
    Header caller = header(CloudEventHeaders.CALLER, message.caller());
    return List.of(SPEC_VERSION, id, SOURCE, TYPE, time, CONTENT_TYPE, traceparent, caller);
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }
}
