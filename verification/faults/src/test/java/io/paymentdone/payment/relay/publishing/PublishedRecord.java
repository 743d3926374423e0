package io.paymentdone.payment.relay.publishing;

import io.paymentdone.payment.event.PaymentMessage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a consumer receives of an event that the relay publishes. */
public final class PublishedRecord {

  private PublishedRecord() {}

  /** The record of a message from the WAL. */
  public static ConsumerRecord<byte[], byte[]> of(PaymentMessage message) {
    ProducerRecord<byte[], byte[]> sent = PaymentRecords.record(message);
    ConsumerRecord<byte[], byte[]> received =
        new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
    sent.headers().forEach(header -> received.headers().add(header));
    return received;
  }
}
