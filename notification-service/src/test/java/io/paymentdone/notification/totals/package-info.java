/** Tests of the counts. */
@NullMarked
package io.paymentdone.notification.totals;

import org.jspecify.annotations.NullMarked;
