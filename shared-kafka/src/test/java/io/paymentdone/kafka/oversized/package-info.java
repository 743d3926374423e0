/** Tests of records that are larger than memory. */
@NullMarked
package io.paymentdone.kafka.oversized;

import org.jspecify.annotations.NullMarked;
