/** How long it takes from a payment to its feed entry. */
@NullMarked
package io.paymentdone.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
