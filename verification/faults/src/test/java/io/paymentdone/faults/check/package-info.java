/** What must hold whatever was killed, and how it is read from the outside. */
@NullMarked
package io.paymentdone.faults.check;

import org.jspecify.annotations.NullMarked;
