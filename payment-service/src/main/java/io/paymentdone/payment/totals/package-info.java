/** Counts of all payments, for those who compare them with the feeds. */
@NullMarked
package io.paymentdone.payment.totals;

import org.jspecify.annotations.NullMarked;
