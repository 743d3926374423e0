package io.paymentdone.console.lab;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * A service that saves payments and sends them afterwards. The records of a poll stand for requests
 * that it is given: it saves their payments, the commit that follows is its answer to the clients,
 * and then it sends one after the other.
 */
final class SaveThenSend implements MuseumWork {

  private final MuseumProducer producer;

  /** Its table. It is in memory, and no kill touches it: like a database it loses nothing. */
  private final PaymentIds saved = new PaymentIds();

  /** What Kafka has, which the service does not look up: it is for the count of what is lost. */
  private final PaymentIds sent = new PaymentIds();

  /** What the process that runs will still send; it is gone with the process. */
  private final Set<UUID> toSend = new HashSet<>();

  /** A service without payments. */
  SaveThenSend(MuseumProducer producer) {
    this.producer = producer;
  }

  @Override
  public synchronized void polled(ConsumerRecords<byte[], byte[]> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      MuseumPayment payment = MuseumPayment.of(record);
      if (payment != null && (saved.add(payment.id()) || saved.has(payment.id()))) {
        toSend.add(payment.id());
      }
    }
  }

  @Override
  public void handled(ConsumerRecord<byte[], byte[]> consumed) {
    MuseumPayment payment = MuseumPayment.of(consumed);
    if (payment != null && isToSend(payment.id())) {
      producer.send(payment, consumed, () -> sent(payment.id()));
    }
  }

  private synchronized boolean isToSend(UUID payment) {
    return toSend.contains(payment);
  }

  private synchronized void sent(UUID payment) {
    var _ = sent.add(payment);
    toSend.remove(payment);
  }

  @Override
  public synchronized void restarted() {
    toSend.clear();
  }

  @Override
  public boolean isFull() {
    return saved.isFull();
  }

  /** Number of payments that are saved and not sent, and that no process will send. */
  synchronized long lost() {
    return saved.size() - sent.size() - toSend.stream().filter(id -> !sent.has(id)).count();
  }
}
