/** The client: sends payments at a fixed rate and logs every request and its outcome. */
@NullMarked
package io.paymentdone.faults.load;

import org.jspecify.annotations.NullMarked;
