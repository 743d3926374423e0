/** The processes and links that faults are injected into. */
@NullMarked
package io.paymentdone.faults.cluster;

import org.jspecify.annotations.NullMarked;
