/** Payments over HTTP, as fast as they are answered or at given times, at little CPU. */
@NullMarked
package io.paymentdone.benchmarks.load;

import org.jspecify.annotations.NullMarked;
