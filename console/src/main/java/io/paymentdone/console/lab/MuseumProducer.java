package io.paymentdone.console.lab;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;

/** Sends copies of payments to a topic of the museum, in their order. */
final class MuseumProducer {

  private final String topic;
  private final boolean keyed;
  private final Producer<byte[], byte[]> producer;
  private final AtomicInteger failed = new AtomicInteger();

  /**
   * A producer that has sent nothing.
   *
   * @param keyed whether copies have their user as key
   */
  MuseumProducer(String topic, boolean keyed, Producer<byte[], byte[]> producer) {
    this.topic = topic;
    this.keyed = keyed;
    this.producer = producer;
  }

  /**
   * Sends a copy.
   *
   * @param acknowledged called when Kafka has it
   */
  void send(MuseumPayment payment, ConsumerRecord<byte[], byte[]> consumed, Runnable acknowledged) {
    try {
      var _ =
          producer.send(
              payment.copy(topic, consumed.value(), keyed),
              (metadata, failure) -> {
                if (failure == null) {
                  acknowledged.run();
                } else {
                  failed.incrementAndGet();
                }
              });
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      failed.incrementAndGet();
    }
  }

  /** Number of copies that Kafka has not taken, such as while it is away. */
  int failed() {
    return failed.get();
  }

  /** What is under way is given up after a time. */
  void close(Duration most) {
    producer.close(most);
  }
}
