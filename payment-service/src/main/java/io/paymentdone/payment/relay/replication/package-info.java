/** PostgreSQL's side of the relay: the replication slot, its stream and its messages. */
@NullMarked
package io.paymentdone.payment.relay.replication;

import org.jspecify.annotations.NullMarked;
