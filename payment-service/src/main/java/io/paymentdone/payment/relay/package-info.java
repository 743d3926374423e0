/**
 * The relay: carries payment-done events from PostgreSQL's WAL to Kafka, each at least once and in
 * commit order. {@link io.paymentdone.payment.relay.Relay} elects the replica that does it.
 */
@NullMarked
package io.paymentdone.payment.relay;

import org.jspecify.annotations.NullMarked;
