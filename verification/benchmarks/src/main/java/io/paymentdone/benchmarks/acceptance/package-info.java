/** Accepted durable payments per second. */
@NullMarked
package io.paymentdone.benchmarks.acceptance;

import org.jspecify.annotations.NullMarked;
