/** Kafka's side of the relay: from the stream's events to acknowledged records. */
@NullMarked
package io.paymentdone.payment.relay.publishing;

import org.jspecify.annotations.NullMarked;
