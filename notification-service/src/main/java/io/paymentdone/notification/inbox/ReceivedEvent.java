package io.paymentdone.notification.inbox;

import io.paymentdone.events.PaymentDone;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A valid event and its record.
 *
 * @param caller client that posted the payment; null when the record does not name one
 */
record ReceivedEvent(
    ConsumerRecord<byte[], byte[]> source, PaymentDone event, @Nullable String caller) {}
