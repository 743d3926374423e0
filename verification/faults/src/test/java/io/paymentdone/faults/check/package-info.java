/** The invariants that hold under every fault, read from outside the services. */
@NullMarked
package io.paymentdone.faults.check;

import org.jspecify.annotations.NullMarked;
