/** Creating the slot, and replacing a lost one without a gap in what is published. */
@NullMarked
package io.paymentdone.payment.relay.recovery;

import org.jspecify.annotations.NullMarked;
