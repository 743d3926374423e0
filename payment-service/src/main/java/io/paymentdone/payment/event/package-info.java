/**
 * The event as it lies in the WAL between the transaction that wrote it and the relay that
 * publishes it.
 */
@NullMarked
package io.paymentdone.payment.event;

import org.jspecify.annotations.NullMarked;
