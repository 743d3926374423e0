/** Counts of all feed entries, for those who compare them with the payments. */
@NullMarked
package io.paymentdone.notification.totals;

import org.jspecify.annotations.NullMarked;
