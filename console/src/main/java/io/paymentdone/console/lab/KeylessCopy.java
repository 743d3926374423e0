package io.paymentdone.console.lab;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Copies payments through a producer that drops the key, and is otherwise right: it sends each
 * payment once, and what it has sent it knows after a kill, as from a table.
 */
final class KeylessCopy implements MuseumWork {

  private final MuseumProducer producer;
  private final PaymentIds copied = new PaymentIds();

  /** A copy of nothing yet. */
  KeylessCopy(MuseumProducer producer) {
    this.producer = producer;
  }

  @Override
  public void handled(ConsumerRecord<byte[], byte[]> consumed) {
    MuseumPayment payment = MuseumPayment.of(consumed);
    if (payment != null && copied.add(payment.id())) {
      producer.send(payment, consumed, () -> {});
    }
  }

  @Override
  public boolean isFull() {
    return copied.isFull();
  }
}
