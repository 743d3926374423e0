/** The system in real processes under faults: one trial per row of the matrix. */
@NullMarked
package io.paymentdone.faults;

import org.jspecify.annotations.NullMarked;
