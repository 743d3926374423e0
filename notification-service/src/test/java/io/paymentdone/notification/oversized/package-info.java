/** Tests of records that are larger than memory. */
@NullMarked
package io.paymentdone.notification.oversized;

import org.jspecify.annotations.NullMarked;
