/** Counts that must agree: payments accepted, on the topic, and in feeds. */
@NullMarked
package io.paymentdone.console.ledger;

import org.jspecify.annotations.NullMarked;
