/** Counts of all feed entries, for comparison with the payments. */
@NullMarked
package io.paymentdone.notification.totals;

import org.jspecify.annotations.NullMarked;
