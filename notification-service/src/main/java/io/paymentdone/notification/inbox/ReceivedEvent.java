package io.paymentdone.notification.inbox;

import io.paymentdone.events.PaymentDone;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A valid event and its record. */
record ReceivedEvent(ConsumerRecord<byte[], byte[]> source, PaymentDone event) {}
