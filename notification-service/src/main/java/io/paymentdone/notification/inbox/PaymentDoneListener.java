package io.paymentdone.notification.inbox;

import io.paymentdone.events.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Passes each batch of records to the inbox; the container commits the offsets afterwards. */
@Component
class PaymentDoneListener {

  private final Inbox inbox;

  PaymentDoneListener(Inbox inbox) {
    this.inbox = inbox;
  }

  @KafkaListener(id = "payment-done", idIsGroup = false, topics = Topics.PAYMENT_DONE)
  void receive(List<ConsumerRecord<byte[], byte[]>> batch) {
    inbox.receive(batch);
  }
}
